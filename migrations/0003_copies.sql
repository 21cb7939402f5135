-- What Telegram took may have to be sent again, when the answer got lost. Telegram numbers the messages of a chat in their
-- order, so the copies of a message have the numbers between its own and that of the message before it.

-- the highest number in the chat when this message was first claimed
ALTER TABLE outbox ADD COLUMN follows BIGINT;
