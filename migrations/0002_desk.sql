-- The programme manager's desk: who they are, what they did with a lead, what goes to and fro, and what was learned.
-- Times are milliseconds since 1970-01-01 UTC. JSON is text, with the version of its form beside it.

-- An outbox row whose `audience` is 'mail' is a letter to the programme's mailbox about the lead `reference`. Its chat is 0,
-- which no chat at Telegram is, and its `message` is empty, as the letter is written from the lead when it is sent.

-- Chats that became a programme manager's with a code; those that the operator sets are not in here.
CREATE TABLE manager_chats (
    chat BIGINT PRIMARY KEY,
    -- what it was called then, and who did it
    title TEXT NOT NULL,
    paired_by TEXT NOT NULL,
    paired BIGINT NOT NULL
);

-- Codes that can still be used, as digests.
CREATE TABLE pairing_codes (
    digest TEXT PRIMARY KEY,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

-- Codes that were guessed, to slow down whoever does so.
CREATE TABLE pairing_guesses (
    id {identity},
    person BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX pairing_guesses_at ON pairing_guesses (at);

-- When somebody last did something with the lead, and when the programme manager was last reminded of it.
ALTER TABLE leads ADD COLUMN touched BIGINT;
ALTER TABLE leads ADD COLUMN reminded BIGINT;

-- What was done with a lead: who, what, when.
CREATE TABLE history (
    id {identity},
    reference TEXT NOT NULL,
    at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    json TEXT NOT NULL
);
CREATE INDEX history_reference ON history (reference, id);

-- 1 on the message that is the lead's card in its chat
ALTER TABLE outbox ADD COLUMN card BIGINT NOT NULL DEFAULT 0;
UPDATE outbox SET card = 1 WHERE id IN
(SELECT MIN(id) FROM outbox WHERE audience = 'manager' AND reference IS NOT NULL GROUP BY chat, reference);
-- 1 on what goes to and fro between a person and the programme manager
ALTER TABLE outbox ADD COLUMN dialogue BIGINT NOT NULL DEFAULT 0;
-- the row whose message this one replaces, or is a reply to
ALTER TABLE outbox ADD COLUMN edits BIGINT;
ALTER TABLE outbox ADD COLUMN replies BIGINT;
-- the message that this one passes on, by its number at Telegram
ALTER TABLE outbox ADD COLUMN source_chat BIGINT;
ALTER TABLE outbox ADD COLUMN source_message BIGINT;
-- who is told, and what, once this message is given up
ALTER TABLE outbox ADD COLUMN refusal_chat BIGINT;
ALTER TABLE outbox ADD COLUMN refusal TEXT;
CREATE INDEX outbox_chat ON outbox (chat, id);
CREATE INDEX outbox_source ON outbox (source_chat, source_message) WHERE source_message IS NOT NULL;

-- Groups with topics, and the topic of each lead there.
CREATE TABLE forums (
    chat BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE TABLE threads (
    chat BIGINT NOT NULL,
    reference TEXT NOT NULL,
    thread BIGINT NOT NULL,
    PRIMARY KEY (chat, reference)
);

-- What the programme manager taught: a question that belongs to a topic, that is not ours, or that the editor gets.
CREATE TABLE learned (
    id {identity},
    at BIGINT NOT NULL,
    taught_by TEXT NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL,
    verdict TEXT NOT NULL,
    topic TEXT,
    reference TEXT,
    -- when it was taken back
    undone BIGINT
);

-- How often what happened on a day, without who: answers, questions without one, likes.
CREATE TABLE counts (
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    topic TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (day, what, topic)
);

-- Questions that were not answered, without who asked them.
CREATE TABLE unanswered (
    id {identity},
    at BIGINT NOT NULL,
    language TEXT NOT NULL,
    question TEXT NOT NULL
);
CREATE INDEX unanswered_at ON unanswered (at);

-- What is done once, such as the digest of a week, so that several programs do not all do it.
CREATE TABLE done (
    what TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
