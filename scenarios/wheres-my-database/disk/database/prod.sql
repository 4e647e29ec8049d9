-- Who studies there. Answers are written as time goes by.
insert into auth_user (username, email, is_staff, date_joined)
select 'student' || lpad(n::text, 5, '0'), 'student' || n || '@mail.example.org', n <= 3, timestamptz '2023-09-01 09:00:00+00' + n * interval '245 minutes'
from generate_series(1, 5200) as n;

insert into courses_enrollment (course_id, student_id, enrollment_date)
select distinct on (course, student) course, student, timestamptz '2023-09-01 09:00:00+00' + student * interval '245 minutes' + interval '1 hour'
from (select 1 + (n % 12) as course, 1 + abs(hashint4(n + :seed)::bigint) % 5200 as student from generate_series(1, 9400) as n) as wish
order by course, student;
