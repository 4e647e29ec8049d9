-- A handful of made-up rows to develop with.
insert into auth_user (username, email, is_staff, date_joined)
select 'test' || n, 'test' || n || '@example.org', n = 1, timestamptz '2024-02-01 10:00:00+00' + n * interval '1 day'
from generate_series(1, 12) as n;

insert into courses_answer (question_id, student_id, answer_text, is_correct, submitted_at)
select 1 + n % 48, 1 + n % 12, 'test ' || n, n % 2 = 0, timestamptz '2024-02-20 10:00:00+00' + n * interval '1 hour'
from generate_series(1, 240) as n;
