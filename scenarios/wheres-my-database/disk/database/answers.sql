insert into courses_answer (question_id, student_id, answer_text, is_correct, submitted_at)
select 1 + (n / 350) % 576,
       1 + abs(hashint4(n + :seed)::bigint) % 5200,
       case abs(hashint4(n * 7 + :seed)::bigint) % 4 when 0 then (abs(hashint4(n)::bigint) % 10000)::text when 1 then 'Option ' || (1 + abs(hashint4(n)::bigint) % 4) when 2 then round((abs(hashint4(n)::bigint) % 1000) / 1000.0, 3)::text else 'batch-' || left(md5(n::text), 8) end,
       abs(hashint4(n + 3)::bigint) % 10 < 7,
       :since + (n - :first) * :every
from generate_series(:from, :to) as n;
