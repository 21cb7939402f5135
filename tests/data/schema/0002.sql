-- Written under schema 2, beside the rows of schema 1. The team's group (-901) was paired and has topics.
INSERT INTO manager_chats (chat, title, paired_by, paired) VALUES (-901, 'Team ESIJ', 'Wouter', 1764000000000);
INSERT INTO pairing_codes (digest, created, expires) VALUES ('00', 1764000000000, 1764000000000);
INSERT INTO pairing_guesses (person, at) VALUES (104, 1764000000000);
INSERT INTO history (reference, at, version, json) VALUES ('IJM-2025-0003', 1764000000000, 99, '{"from":"the future"}');
INSERT INTO forums (chat, at) VALUES (-902, 1764000000000);
INSERT INTO threads (chat, reference, thread) VALUES (-902, 'IJM-2025-0001', 5);
INSERT INTO learned (at, taught_by, question, language, verdict, topic, reference, undone) VALUES
(1764000000000, 'Wouter', 'Wat kost het?', 'nl', 'topic', 'kosten', 'IJM-2025-0001', NULL);
INSERT INTO counts (day, what, topic, number) VALUES ('2025-11-24', 'answered', 'wat-is-esij', 3);
INSERT INTO unanswered (at, language, question) VALUES (1764000000000, 'nl', 'Hoe laat is het?');
INSERT INTO done (what, at) VALUES ('digest 2025-W48', 1764000000000);
