-- Written under schema 1. Anna (101) is in the middle of a form, Bart (102) chose English and blocked the bot.
INSERT INTO sessions (chat, version, json, updated, blocked) VALUES
(101, 1, '{"locale":null,"state":{"at":"form","number":1763999000,"draft":{"consent":"2025-11-24T15:40:00Z","name":"Sanne de Wit","organisation":"De Wit Branders","municipality":"velsen","theme":"onderwijs-arbeidsmarkt","title":null,"summary":null,"support_base":null,"sustainability":null,"help_wanted":null,"contact":null,"attachments":[]},"place":{"asking":"title"},"cancelling":false,"typed":null},"paused":null,"topic":"wat-is-esij","asked":[{"number":1763998000,"question":"Wat kost het?","told":true,"reference":"IJM-2025-0001"}],"sent":[],"last_number":1763999000,"offered":[{"label":"Stoppen","data":"idea:cancel"}],"keyboard":false,"said":{"key":"unknown","times":0},"album":null}', 1764000000000, 0),
(102, 1, '{"locale":"en","state":{"at":"idle"},"paused":null,"topic":null,"asked":[],"sent":[{"form":1763990000,"reference":"IJM-2025-0002"}],"last_number":1763990000,"offered":[],"keyboard":false,"said":null,"album":null}', 1764000000000, 1);
INSERT INTO unreadable_sessions (chat, version, json, at) VALUES (103, 99, '{"from":"the future"}', 1764000000000);
INSERT INTO seen (update_id, at) VALUES (1, 1764000000000);
INSERT INTO parked_updates (update_id, chat, reason, raw, at)
VALUES (2, 103, 'panic: without a message', '{"update_id":2}', 1764000000000);
INSERT INTO leads (reference, year, number, kind, person, chat, version, json, status, submitted, delivered, erased) VALUES
('IJM-2025-0001', 2025, 1, 'question', 101, 101, 1, '{"kind":"question","reference":"IJM-2025-0001","asked":"2025-11-24T16:00:00Z","from":{"user":101,"chat":101,"name":"Sanne de Wit","username":null,"language_tag":"nl"},"question":"Wat kost het?"}', 'new', 1764000000000, 1764000003000, NULL),
('IJM-2025-0002', 2025, 2, 'idea', 102, 102, 1, '{"kind":"idea","reference":"IJM-2025-0002","submitted":"2025-11-24T16:00:00Z","from":{"user":102,"chat":102,"name":"Bart","username":"bart","language_tag":"en"},"consent":"2025-11-24T15:50:00Z","name":"Bart","organisation":null,"municipality":"velsen","theme":"onderwijs-arbeidsmarkt","title":"Waterstof","summary":"Leerlingen bouwen","support_base":null,"sustainability":null,"help_wanted":null,"contact":{"by":"telegram"},"attachments":[{"kind":"document","file_id":"BQAC","unique_id":"AgAD","name":"plan.pdf","size":1024}]}', 'new', 1764000000000, NULL, NULL),
('IJM-2025-0003', 2025, 3, 'idea', NULL, NULL, 1, NULL, 'new', 1764000000000, 1764000003000, 1764000004000);
INSERT INTO counters (year, next) VALUES (2025, 4);
-- A card that arrived and was pruned, one on its way, a message parked, one that waits for a manager, one that failed.
INSERT INTO outbox (chat, audience, reference, version, message, receipt_chat, receipt, created, state, attempts, next_attempt, reason, sent, telegram_message) VALUES
(900, 'manager', 'IJM-2025-0001', 1, NULL, NULL, NULL, 1764000000000, 'sent', 0, 1764000000000, NULL, 1764000003000, 77),
(900, 'manager', 'IJM-2025-0002', 1, '{"text":"Nieuw <b>idee</b>","choices":{"kind":"buttons","rows":[[{"label":"Gesproken","data":"lead:status:IJM-2025-0002:talked"}]]},"file":null}', 102, '{"text":"Uw idee is afgeleverd","choices":{"kind":"none"},"file":null}', 1764000000000, 'pending', 0, 1764000000000, NULL, NULL, NULL),
(102, 'person', NULL, 1, '{"text":"gemist","choices":{"kind":"none"},"file":null}', NULL, NULL, 1764000000000, 'parked', 1, 1764000000000, 'blocked', NULL, NULL),
(NULL, 'manager', 'IJM-2025-0002', 1, '{"text":"wachtte","choices":{"kind":"none"},"file":null}', NULL, NULL, 1764000000000, 'pending', 0, 1764000000000, NULL, NULL, NULL),
(101, 'person', NULL, 1, '{"text":"antwoord","choices":{"kind":"none"},"file":null}', NULL, NULL, 1764000000000, 'pending', 2, 1764000009000, 'server-fault', NULL, NULL);
INSERT INTO chat_moves (from_chat, to_chat) VALUES (-901, -1000000000777);
