-- Written under schema 4, beside the rows of those before it. The first was counted before as well.
INSERT INTO tallies (day, what, topic, number) VALUES
('2025-11-24', 'answered', 'wat-is-esij', 2),
('2025-11-24', 'answered', 'wat-is-esij', 1),
('2025-11-24', 'unanswered', '', 1);
