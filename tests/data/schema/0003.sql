-- Written under schema 3, beside the rows of those before it. Anna's last answer came after message 70.
INSERT INTO outbox (chat, audience, reference, version, message, created, state, next_attempt, sent, telegram_message, follows) VALUES
(101, 'person', NULL, 1, '{"text":"tot ziens","choices":{"kind":"none"},"file":null}', 1764000000000, 'sent', 1764000000000, 1764000003000, 71, 70);
