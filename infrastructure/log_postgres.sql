-- The log in one schema of PostgreSQL. {schema}, {lock} and {id} are filled in by the program.
--
-- Nobody but the owner of these tables can write to them. The program appends through the one
-- function below, which runs with the owner's rights: a role that may call it and read the tables
-- cannot place a fact, move the head or take a name in any other way. Not even the owner can
-- change or remove a fact while the triggers stand.

CREATE SCHEMA IF NOT EXISTS {schema};

CREATE TABLE IF NOT EXISTS {schema}.layout (number integer PRIMARY KEY);

-- `leaf` is the hash of the bytes as they were recorded (RFC 6962): a later change shows.
CREATE TABLE IF NOT EXISTS {schema}.stored_events (
    notification_id bigint PRIMARY KEY CHECK (notification_id > 0),
    originator_version bigint NOT NULL,
    originator_id {id} NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    leaf bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);

CREATE TABLE IF NOT EXISTS {schema}.frontier (position bigint PRIMARY KEY, tree bytea NOT NULL);

CREATE TABLE IF NOT EXISTS {schema}.stream_state (
    stream {id} PRIMARY KEY,
    version bigint NOT NULL,
    fingerprint bytea NOT NULL,
    state bytea NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS {schema}.command_key (
    key text PRIMARY KEY,
    request_hash bytea NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS {schema}.boundary (
    name text PRIMARY KEY,
    position bigint NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE IF NOT EXISTS {schema}.claim (
    scope text NOT NULL,
    name text NOT NULL,
    owner text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE OR REPLACE FUNCTION {schema}.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'facts are never changed or removed: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER facts_stay BEFORE UPDATE OR DELETE OR TRUNCATE
    ON {schema}.stored_events FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();

-- "Always": also in a session that plays a replica, where ordinary triggers sleep.
ALTER TABLE {schema}.stored_events ENABLE ALWAYS TRIGGER facts_stay;

-- Waits for this log's turn and says where the log ends. Held until the transaction ends.
CREATE OR REPLACE FUNCTION {schema}.take_turn() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    RETURN (SELECT coalesce(max(notification_id), 0) FROM {schema}.stored_events);
END $$;

-- One append: facts already encoded for the head they assume, and all that must hold for them.
-- Arrays of one group are parallel; `ask` is the number of the ask an element belongs to. If the
-- head has moved, or anything does not hold, nothing is written: the answer is the head as it is
-- now, and for every ask that failed what does not hold. Otherwise the answer is null.
--
-- The checks are subqueries that no planner can turn into a join: whatever it believes about the
-- size of the tables, each is one look into an index.
CREATE OR REPLACE FUNCTION {schema}.append(
    assumed bigint, state_fingerprint bytea,
    keys text[], key_hash bytea[], key_first bigint[], key_last bigint[], key_ask bigint[],
    expected text[], expected_version bigint[], expected_ask bigint[],
    reads text[], read_position bigint[], read_ask bigint[],
    claim_scope text[], claim_name text[], claim_owner text[], claim_position bigint[],
    claim_ask bigint[],
    event_stream text[], event_version bigint[], event_topic text[], event_bytes bytea[],
    touched text[], touched_position bigint[],
    state_stream text[], state_version bigint[], state_bytes bytea[]
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bigint;
    holds boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the log is appended to in read committed transactions';
    END IF;
    PERFORM pg_advisory_xact_lock({lock});
    SELECT coalesce((SELECT max(e.notification_id) FROM {schema}.stored_events e), 0),
        NOT EXISTS (SELECT FROM unnest(keys) AS x (key)
            WHERE (SELECT k.first FROM {schema}.command_key k WHERE k.key = x.key) IS NOT NULL)
        AND NOT EXISTS (SELECT FROM unnest(expected, expected_version) AS x (stream, version)
            WHERE x.version <> coalesce((SELECT max(e.originator_version)
                FROM {schema}.stored_events e WHERE e.originator_id = x.stream::{id}), 0))
        INTO head, holds;
    IF holds AND reads IS NOT NULL THEN
        holds := NOT EXISTS (SELECT FROM unnest(reads, read_position) AS x (name, position)
            WHERE x.position < (SELECT b.position FROM {schema}.boundary b WHERE b.name = x.name));
    END IF;
    IF holds AND claim_scope IS NOT NULL THEN
        holds := NOT EXISTS (SELECT FROM unnest(claim_scope, claim_name) AS x (scope, name)
            WHERE (SELECT c.owner FROM {schema}.claim c
                WHERE c.scope = x.scope AND c.name = x.name) IS NOT NULL);
    END IF;
    IF NOT holds THEN
        RETURN jsonb_build_object('head', head, 'failed', {schema}.failures(
            keys, key_ask, expected, expected_version, expected_ask,
            reads, read_position, read_ask, claim_scope, claim_name, claim_ask));
    ELSIF head <> assumed THEN
        RETURN jsonb_build_object('head', head, 'failed', '[]'::jsonb);
    END IF;

    IF event_stream IS NOT NULL THEN
        INSERT INTO {schema}.stored_events
                (notification_id, originator_version, originator_id, topic, state, leaf)
            SELECT assumed + x.number, x.version, x.stream::{id}, x.topic, x.bytes,
                sha256('\x00'::bytea || x.bytes)
            FROM unnest(event_stream, event_version, event_topic, event_bytes)
                WITH ORDINALITY AS x (stream, version, topic, bytes, number);
    END IF;
    IF keys IS NOT NULL THEN
        INSERT INTO {schema}.command_key (key, request_hash, first, last)
            SELECT * FROM unnest(keys, key_hash, key_first, key_last);
    END IF;
    IF state_stream IS NOT NULL THEN
        INSERT INTO {schema}.stream_state AS kept (stream, version, fingerprint, state)
            SELECT x.stream::{id}, x.version, state_fingerprint, x.bytes
            FROM unnest(state_stream, state_version, state_bytes) AS x (stream, version, bytes)
            ON CONFLICT (stream) DO UPDATE SET version = excluded.version,
                fingerprint = excluded.fingerprint, state = excluded.state;
    END IF;
    IF touched IS NOT NULL THEN
        INSERT INTO {schema}.boundary AS kept (name, position)
            SELECT * FROM unnest(touched, touched_position)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position;
    END IF;
    IF claim_scope IS NOT NULL THEN
        INSERT INTO {schema}.claim (scope, name, owner, position)
            SELECT * FROM unnest(claim_scope, claim_name, claim_owner, claim_position);
    END IF;
    RETURN NULL;
END $$;

-- What does not hold, ask by ask: used keys first, then streams, boundaries and claims.
CREATE OR REPLACE FUNCTION {schema}.failures(
    keys text[], key_ask bigint[],
    expected text[], expected_version bigint[], expected_ask bigint[],
    reads text[], read_position bigint[], read_ask bigint[],
    claim_scope text[], claim_name text[], claim_ask bigint[]
) RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_agg(f.failure ORDER BY f.rank) FROM (
        SELECT 1 AS rank, jsonb_build_object('ask', x.ask, 'hash', encode(k.request_hash, 'hex'),
            'first', k.first, 'last', k.last) AS failure
            FROM unnest(keys, key_ask) AS x (key, ask)
            JOIN {schema}.command_key k ON k.key = x.key
        UNION ALL
        SELECT 2, jsonb_build_object('ask', x.ask, 'stale', x.stream)
            FROM unnest(expected, expected_version, expected_ask) AS x (stream, version, ask)
            WHERE x.version <> coalesce((SELECT max(e.originator_version)
                FROM {schema}.stored_events e WHERE e.originator_id = x.stream::{id}), 0)
        UNION ALL
        SELECT 3, jsonb_build_object('ask', x.ask, 'stale', x.name)
            FROM unnest(reads, read_position, read_ask) AS x (name, position, ask)
            JOIN {schema}.boundary b ON b.name = x.name AND b.position > x.position
        UNION ALL
        SELECT 4, jsonb_build_object('ask', x.ask, 'scope', c.scope, 'name', c.name,
            'owner', c.owner)
            FROM unnest(claim_scope, claim_name, claim_ask) AS x (scope, name, ask)
            JOIN {schema}.claim c ON c.scope = x.scope AND c.name = x.name
    ) f
$$;

CREATE OR REPLACE FUNCTION {schema}.keep_tree(size bigint, tree bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO {schema}.frontier VALUES (size, tree) ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC;

INSERT INTO {schema}.layout VALUES (2);
