-- The first schema, for SQLite and PostgreSQL alike: `{identity}` becomes each one's column that numbers its rows.
-- Times are milliseconds since 1970-01-01 UTC. JSON is text, with the version of its form beside it.

-- What is remembered of a chat between two events.
CREATE TABLE sessions (
    chat BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    json TEXT NOT NULL,
    updated BIGINT NOT NULL,
    -- 1 when the person has stopped the bot
    blocked BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sessions_updated ON sessions (updated);

-- Sessions that could not be read any more, kept as they were so that what was typed is not lost.
CREATE TABLE unreadable_sessions (
    id {identity},
    chat BIGINT NOT NULL,
    version BIGINT NOT NULL,
    json TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Updates that were handled. A set and not a maximum: the ids start anew after a quiet week.
CREATE TABLE seen (
    update_id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX seen_at ON seen (at);

-- Updates whose turn failed, as they came in.
CREATE TABLE parked_updates (
    update_id BIGINT PRIMARY KEY,
    chat BIGINT NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Ideas and questions handed in. `person`, `chat` and `json` are empty once the lead is erased.
CREATE TABLE leads (
    reference TEXT PRIMARY KEY,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    person BIGINT,
    chat BIGINT,
    version BIGINT NOT NULL,
    json TEXT,
    status TEXT NOT NULL,
    submitted BIGINT NOT NULL,
    delivered BIGINT,
    erased BIGINT,
    UNIQUE (year, number)
);
CREATE INDEX leads_person ON leads (person, submitted);

-- The number that the next lead of a year gets.
CREATE TABLE counters (
    year BIGINT PRIMARY KEY,
    next BIGINT NOT NULL
);

-- Every message to anybody, one call to Telegram a row.
CREATE TABLE outbox (
    id {identity},
    -- empty: for the programme managers, none of whom is configured yet
    chat BIGINT,
    audience TEXT NOT NULL,
    reference TEXT,
    version BIGINT NOT NULL,
    -- empty once it is sent and only its number at Telegram matters
    message TEXT,
    -- what the person gets once this message has arrived
    receipt_chat BIGINT,
    receipt TEXT,
    created BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    attempts BIGINT NOT NULL DEFAULT 0,
    next_attempt BIGINT NOT NULL,
    reason TEXT,
    detail TEXT,
    lease_owner TEXT,
    lease_until BIGINT,
    sent BIGINT,
    telegram_message BIGINT
);
CREATE INDEX outbox_pending ON outbox (chat, id) WHERE state = 'pending';
CREATE INDEX outbox_reference ON outbox (reference);
CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked';
CREATE INDEX outbox_sent ON outbox (sent) WHERE state = 'sent';
-- a manager's answer to a card finds its lead by this
CREATE INDEX outbox_cards ON outbox (chat, telegram_message) WHERE reference IS NOT NULL;

-- Groups that became supergroups and so got another number.
CREATE TABLE chat_moves (
    from_chat BIGINT PRIMARY KEY,
    to_chat BIGINT NOT NULL
);
