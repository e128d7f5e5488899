"""What an installation sets: `JEJAK_…` in the environment. Nothing else reads the environment.

Secrets have no default; a store on PostgreSQL is the only setting so far that may carry one.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.system import StoreKind

EVIDENCE = "data/evidence"
UPLOAD_LIMIT = 64 * 1024 * 1024


class Settings(BaseSettings):
    """The settings of one process. `store` is a folder or a `postgresql://` URL."""

    model_config = SettingsConfigDict(env_prefix="JEJAK_", extra="ignore", frozen=True)

    store: SecretStr = Field(
        default=SecretStr("data/store"), description="folder or PostgreSQL URL of the store"
    )
    kind: StoreKind | None = Field(
        default=None, description="what the store must be; a new one is PRODUCTION unless set"
    )
    evidence: str = Field(
        default=EVIDENCE,
        description="documents: s3://BUCKET/PREFIX, or their folder for a store on PostgreSQL",
    )
    upload_limit: int = Field(
        default=UPLOAD_LIMIT, ge=1, description="most bytes of a document that comes as a file"
    )
    keys: Path | None = Field(
        default=None,
        description="folder of the keys to personal data; else beside the store or its documents",
    )
    master_key: Path | None = Field(
        default=None, description="folder of the master key of those keys; else beside them"
    )
    origin: str | None = Field(
        default=None,
        pattern=r"^[^\s+]+$",
        max_length=255,
        description="the name of the log in checkpoints, as city.example/log; else one of its own",
    )
    signing: Path | None = Field(
        default=None, description="folder of the keys that sign checkpoints, outside the store"
    )
    witnesses: Path | None = Field(
        default=None, description="policy file of the witnesses that are asked to cosign"
    )
    witnesses_required: bool = Field(
        default=False, description="publish no checkpoint without the quorum of that policy"
    )
    checkpoint_every: int = Field(
        default=60, ge=1, description="seconds between two checkpoints of a server that signs"
    )
    host: str = Field(default="127.0.0.1", description="address the server listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port the server listens on")
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        default="info", description="how much the server says"
    )
