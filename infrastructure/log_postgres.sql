-- The log in one schema of PostgreSQL. {schema}, {lock} and {id} are filled in by the program.
--
-- Nobody but the owner of these tables can write to them. The program appends through the one
-- function below, which runs with the owner's rights: a role that may call it and read the tables
-- cannot place a fact, move the head or take a name in any other way. Not even the owner can
-- change or remove a fact while the triggers stand.

CREATE SCHEMA IF NOT EXISTS {schema};

CREATE TABLE IF NOT EXISTS {schema}.layout (number integer PRIMARY KEY);

CREATE TABLE IF NOT EXISTS {schema}.stored_events (
    notification_id bigint PRIMARY KEY CHECK (notification_id > 0),
    originator_version bigint NOT NULL,
    originator_id {id} NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    UNIQUE (originator_id, originator_version)
);

CREATE TABLE IF NOT EXISTS {schema}.head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    recorded_at text NOT NULL
) WITH (fillfactor = 10);

INSERT INTO {schema}.head (position, recorded_at) VALUES (0, {beginning}) ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS {schema}.frontier (position bigint PRIMARY KEY, tree bytea NOT NULL);

CREATE TABLE IF NOT EXISTS {schema}.stream_state (
    stream {id} PRIMARY KEY,
    version bigint NOT NULL,
    position bigint NOT NULL,
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
CREATE OR REPLACE FUNCTION {schema}.take_turn(OUT head_position bigint, OUT head_recorded_at text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the log is appended to in read committed transactions';
    END IF;
    PERFORM pg_advisory_xact_lock({lock});
    SELECT h.position, h.recorded_at INTO STRICT head_position, head_recorded_at
        FROM {schema}.head h;
END $$;

-- One append: facts already encoded for the head they assume, and all that must hold for them.
-- Arrays of one group are parallel; `ask` is the number of the ask an element belongs to. If the
-- head has moved, or anything does not hold, nothing is written: the answer is the head as it is
-- now, and for every ask that failed the first reason. Otherwise the answer is all null.
CREATE OR REPLACE FUNCTION {schema}.append(
    assumed bigint, new_recorded_at text,
    key text[], key_hash bytea[], key_first bigint[], key_last bigint[], key_ask bigint[],
    expected text[], expected_version bigint[], expected_ask bigint[],
    read_boundary text[], read_position bigint[], read_ask bigint[],
    claim_scope text[], claim_name text[], claim_owner text[], claim_position bigint[],
    claim_ask bigint[],
    event_stream text[], event_version bigint[], event_topic text[], event_state bytea[],
    touched text[], touched_position bigint[],
    state_stream text[], state_version bigint[], state_position bigint[], state_bytes bytea[],
    state_fingerprint bytea, forgotten text[],
    OUT head_position bigint, OUT head_recorded_at text, OUT failed jsonb
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    found_hash bytea;
    found_first bigint;
    found_last bigint;
    found_text text;
BEGIN
    SELECT t.head_position, t.head_recorded_at INTO head_position, head_recorded_at
        FROM {schema}.take_turn() t;

    FOR i IN 1 .. coalesce(cardinality(key), 0) LOOP
        SELECT k.request_hash, k.first, k.last INTO found_hash, found_first, found_last
            FROM {schema}.command_key k WHERE k.key = append.key[i];
        IF FOUND THEN
            failed := coalesce(failed, '[]') || jsonb_build_object(
                'ask', key_ask[i], 'hash', encode(found_hash, 'hex'),
                'first', found_first, 'last', found_last);
        END IF;
    END LOOP;
    FOR i IN 1 .. coalesce(cardinality(expected), 0) LOOP
        SELECT max(e.originator_version) INTO found_first
            FROM {schema}.stored_events e WHERE e.originator_id = expected[i]::{id};
        IF coalesce(found_first, 0) <> expected_version[i] THEN
            failed := coalesce(failed, '[]')
                || jsonb_build_object('ask', expected_ask[i], 'stale', expected[i]);
        END IF;
    END LOOP;
    FOR i IN 1 .. coalesce(cardinality(read_boundary), 0) LOOP
        SELECT b.position INTO found_first
            FROM {schema}.boundary b WHERE b.name = read_boundary[i];
        IF FOUND AND found_first > read_position[i] THEN
            failed := coalesce(failed, '[]')
                || jsonb_build_object('ask', read_ask[i], 'stale', read_boundary[i]);
        END IF;
    END LOOP;
    FOR i IN 1 .. coalesce(cardinality(claim_scope), 0) LOOP
        SELECT c.owner INTO found_text FROM {schema}.claim c
            WHERE c.scope = claim_scope[i] AND c.name = claim_name[i];
        IF FOUND THEN
            failed := coalesce(failed, '[]') || jsonb_build_object(
                'ask', claim_ask[i], 'scope', claim_scope[i], 'name', claim_name[i],
                'owner', found_text);
        END IF;
    END LOOP;
    IF failed IS NOT NULL OR head_position <> assumed THEN
        RETURN;
    END IF;

    IF event_stream IS NOT NULL THEN
        INSERT INTO {schema}.stored_events
                (notification_id, originator_version, originator_id, topic, state)
            SELECT assumed + e.number, e.version, e.stream::{id}, e.topic, e.state
            FROM unnest(event_stream, event_version, event_topic, event_state)
                WITH ORDINALITY AS e (stream, version, topic, state, number);
        UPDATE {schema}.head
            SET position = assumed + cardinality(event_stream), recorded_at = new_recorded_at;
    END IF;
    IF key IS NOT NULL THEN
        INSERT INTO {schema}.command_key (key, request_hash, first, last)
            SELECT * FROM unnest(append.key, key_hash, key_first, key_last);
    END IF;
    IF state_stream IS NOT NULL THEN
        INSERT INTO {schema}.stream_state AS kept (stream, version, position, fingerprint, state)
            SELECT s.stream::{id}, s.version, s.position, state_fingerprint, s.state
            FROM unnest(state_stream, state_version, state_position, state_bytes)
                AS s (stream, version, position, state)
            ON CONFLICT (stream) DO UPDATE SET version = excluded.version,
                position = excluded.position, fingerprint = excluded.fingerprint,
                state = excluded.state;
    END IF;
    IF forgotten IS NOT NULL THEN
        DELETE FROM {schema}.stream_state WHERE stream = ANY (forgotten::{id}[]);
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
    head_position := NULL;
    head_recorded_at := NULL;
END $$;

CREATE OR REPLACE FUNCTION {schema}.keep_tree(size bigint, tree bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO {schema}.frontier VALUES (size, tree) ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC;

INSERT INTO {schema}.layout VALUES (1);
