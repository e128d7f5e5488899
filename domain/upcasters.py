"""Old topics and how their data reads today: old topic -> (next topic, data -> data).

It only ever grows. A fact whose shape or meaning changes takes the next version of its topic; the
old lines stay as they were written and pass through here, step by step, whenever they are read.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[str, tuple[str, Upcast]] = {}
