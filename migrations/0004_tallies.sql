-- What was counted lately, a row each, so that turns side by side never wait for each other; they are added to `counts` now
-- and then.
CREATE TABLE tallies (
    id {identity},
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    topic TEXT NOT NULL,
    number BIGINT NOT NULL
);
