select unique_id_l, unique_id_r, cast(match_weight as float) as weight, cast(gamma_person_name0 as tinyint) as level_person_name0, cast(gamma_company0 as tinyint) as level_company0, cast(gamma_email0 as tinyint) as level_email0, cast(gamma_id_number0 as tinyint) as level_id_number0, cast(gamma_org_id0 as tinyint) as level_org_id0, cast(gamma_address0 as tinyint) as level_address0, cast(gamma_gender0 as tinyint) as level_gender0, cast(gamma_date0 as tinyint) as level_date0, cast(gamma_phone0 as tinyint) as level_phone0 from (
WITH

blocked_with_cols as (
    select "l"."unique_id" AS "unique_id_l", 
"r"."unique_id" AS "unique_id_r", 
"l"."person_name0" AS "person_name0_l", 
"r"."person_name0" AS "person_name0_r", 
"l"."tf_person_name0" AS "tf_person_name0_l", 
"r"."tf_person_name0" AS "tf_person_name0_r", 
"l"."person_name0_read" AS "person_name0_read_l", 
"r"."person_name0_read" AS "person_name0_read_r", 
"l"."tf_person_name0_read" AS "tf_person_name0_read_l", 
"r"."tf_person_name0_read" AS "tf_person_name0_read_r", 
"l"."person_name0_near" AS "person_name0_near_l", 
"r"."person_name0_near" AS "person_name0_near_r", 
"l"."tf_person_name0_near" AS "tf_person_name0_near_l", 
"r"."tf_person_name0_near" AS "tf_person_name0_near_r", 
"l"."person_name0_last" AS "person_name0_last_l", 
"r"."person_name0_last" AS "person_name0_last_r", 
"l"."person_name0_first" AS "person_name0_first_l", 
"r"."person_name0_first" AS "person_name0_first_r", 
"l"."person_name0_familiar" AS "person_name0_familiar_l", 
"r"."person_name0_familiar" AS "person_name0_familiar_r", 
"l"."company0" AS "company0_l", 
"r"."company0" AS "company0_r", 
"l"."company0_branch" AS "company0_branch_l", 
"r"."company0_branch" AS "company0_branch_r", 
"l"."tf_company0" AS "tf_company0_l", 
"r"."tf_company0" AS "tf_company0_r", 
"l"."company0_core" AS "company0_core_l", 
"r"."company0_core" AS "company0_core_r", 
"l"."tf_company0_core" AS "tf_company0_core_l", 
"r"."tf_company0_core" AS "tf_company0_core_r", 
"l"."company0_words" AS "company0_words_l", 
"r"."company0_words" AS "company0_words_r", 
"l"."email0" AS "email0_l", 
"r"."email0" AS "email0_r", 
"l"."tf_email0" AS "tf_email0_l", 
"r"."tf_email0" AS "tf_email0_r", 
"l"."email0_local" AS "email0_local_l", 
"r"."email0_local" AS "email0_local_r", 
"l"."tf_email0_local" AS "tf_email0_local_l", 
"r"."tf_email0_local" AS "tf_email0_local_r", 
"l"."email0_digits" AS "email0_digits_l", 
"r"."email0_digits" AS "email0_digits_r", 
"l"."id_number0" AS "id_number0_l", 
"r"."id_number0" AS "id_number0_r", 
"l"."tf_id_number0" AS "tf_id_number0_l", 
"r"."tf_id_number0" AS "tf_id_number0_r", 
"l"."id_number0_right" AS "id_number0_right_l", 
"r"."id_number0_right" AS "id_number0_right_r", 
"l"."org_id0" AS "org_id0_l", 
"r"."org_id0" AS "org_id0_r", 
"l"."tf_org_id0" AS "tf_org_id0_l", 
"r"."tf_org_id0" AS "tf_org_id0_r", 
"l"."org_id0_right" AS "org_id0_right_l", 
"r"."org_id0_right" AS "org_id0_right_r", 
"l"."address0" AS "address0_l", 
"r"."address0" AS "address0_r", 
"l"."tf_address0" AS "tf_address0_l", 
"r"."tf_address0" AS "tf_address0_r", 
"l"."address0_street" AS "address0_street_l", 
"r"."address0_street" AS "address0_street_r", 
"l"."tf_address0_door" AS "tf_address0_door_l", 
"r"."tf_address0_door" AS "tf_address0_door_r", 
"l"."address0_door" AS "address0_door_l", 
"r"."address0_door" AS "address0_door_r", 
"l"."address0_numbers" AS "address0_numbers_l", 
"r"."address0_numbers" AS "address0_numbers_r", 
"l"."address0_house" AS "address0_house_l", 
"r"."address0_house" AS "address0_house_r", 
"l"."gender0" AS "gender0_l", 
"r"."gender0" AS "gender0_r", 
"l"."date0" AS "date0_l", 
"r"."date0" AS "date0_r", 
"l"."tf_date0" AS "tf_date0_l", 
"r"."tf_date0" AS "tf_date0_r", 
"l"."phone0" AS "phone0_l", 
"r"."phone0" AS "phone0_r", 
"l"."phone0_b" AS "phone0_b_l", 
"r"."phone0_b" AS "phone0_b_r", 
"l"."tf_phone0" AS "tf_phone0_l", 
"r"."tf_phone0" AS "tf_phone0_r", b.match_key
    from pairs as b
    inner join nodes as l
    on l."unique_id" = b.join_key_l
    inner join nodes as r
    on r."unique_id" = b.join_key_r
    ), 

__splink__df_comparison_vectors as (
    select "unique_id_l", 
"unique_id_r", 
"person_name0_l", 
"person_name0_r", 
"person_name0_read_l", 
"person_name0_read_r", 
"person_name0_near_l", 
"person_name0_near_r", 
"person_name0_last_l", 
"person_name0_last_r", 
"person_name0_first_l", 
"person_name0_first_r", 
"person_name0_familiar_l", 
"person_name0_familiar_r", 
CASE WHEN person_name0_l is null or person_name0_r is null THEN -1 WHEN least(length(person_name0_l), length(person_name0_r)) = 1 and person_name0_l = person_name0_r THEN 12 WHEN person_name0_l = person_name0_r THEN 11 WHEN person_name0_read_l = person_name0_read_r THEN 10 WHEN person_name0_near_l = person_name0_near_r THEN 9 WHEN least(length(person_name0_l), length(person_name0_r)) = 1 and (instr(person_name0_l, person_name0_r) > 0 or instr(person_name0_r, person_name0_l) > 0) THEN 8 WHEN least(length(person_name0_l), length(person_name0_r)) = 1 and (instr(concat(' ', person_name0_read_l, ' '), concat(' ', person_name0_read_r, ' ')) > 0 or instr(concat(' ', person_name0_read_r, ' '), concat(' ', person_name0_read_l, ' ')) > 0) THEN 7 WHEN greatest(length(person_name0_l), length(person_name0_r)) >= 3 and (case when abs(length(person_name0_l) - length(person_name0_r)) <= 1 and least(length(person_name0_l), length(person_name0_r)) >= 2 and (left(person_name0_l, 1) = left(person_name0_r, 1) or right(person_name0_l, 1) = right(person_name0_r, 1)) then damerau_levenshtein(person_name0_l, person_name0_r) <= 1 else false end) THEN 6 WHEN ((case when person_name0_last_l = person_name0_last_r then ((least(length(person_name0_first_l), length(person_name0_first_r)) >= 1 and (instr(person_name0_first_l, person_name0_first_r) = 1 or instr(person_name0_first_r, person_name0_first_l) = 1)) or (case when abs(length(person_name0_first_l) - length(person_name0_first_r)) <= 1 and least(length(person_name0_first_l), length(person_name0_first_r)) >= 4 and (left(person_name0_first_l, 2) = left(person_name0_first_r, 2) or right(person_name0_first_l, 2) = right(person_name0_first_r, 2)) then damerau_levenshtein(person_name0_first_l, person_name0_first_r) <= 1 else false end) or (case when left(person_name0_first_l, 1) = left(person_name0_first_r, 1) then jaro_winkler(person_name0_first_l, person_name0_first_r) >= 0.9 else false end)) else false end) or (case when person_name0_first_l = person_name0_first_r then ((case when abs(length(person_name0_last_l) - length(person_name0_last_r)) <= 1 and least(length(person_name0_last_l), length(person_name0_last_r)) >= 4 and (left(person_name0_last_l, 2) = left(person_name0_last_r, 2) or right(person_name0_last_l, 2) = right(person_name0_last_r, 2)) then damerau_levenshtein(person_name0_last_l, person_name0_last_r) <= 1 else false end) or (case when left(person_name0_last_l, 1) = left(person_name0_last_r, 1) then jaro_winkler(person_name0_last_l, person_name0_last_r) >= 0.92 else false end)) else false end) or (case when (case when abs(length(person_name0_first_l) - length(person_name0_first_r)) <= 1 and least(length(person_name0_first_l), length(person_name0_first_r)) >= 4 and (left(person_name0_first_l, 2) = left(person_name0_first_r, 2) or right(person_name0_first_l, 2) = right(person_name0_first_r, 2)) then damerau_levenshtein(person_name0_first_l, person_name0_first_r) <= 1 else false end) then (case when abs(length(person_name0_last_l) - length(person_name0_last_r)) <= 1 and least(length(person_name0_last_l), length(person_name0_last_r)) >= 4 and (left(person_name0_last_l, 2) = left(person_name0_last_r, 2) or right(person_name0_last_l, 2) = right(person_name0_last_r, 2)) then damerau_levenshtein(person_name0_last_l, person_name0_last_r) <= 1 else false end) else false end)) THEN 5 WHEN least(length(person_name0_l), length(person_name0_r)) = 1 and '1' in (coalesce(person_name0_familiar_l, ''), coalesce(person_name0_familiar_r, '')) THEN 4 WHEN person_name0_first_l is not null and person_name0_first_r is not null and least(count_words(person_name0_l), count_words(person_name0_r)) = 1 and shared_words(person_name0_l, person_name0_r) = 1 THEN 3 WHEN person_name0_first_l is not null and person_name0_first_r is not null and least(count_words(person_name0_l), count_words(person_name0_r)) = 1 THEN 2 WHEN person_name0_first_l is not null and person_name0_first_r is not null THEN 1 ELSE 0 END as gamma_person_name0, 
"tf_person_name0_l", 
"tf_person_name0_r", 
"tf_person_name0_read_l", 
"tf_person_name0_read_r", 
"tf_person_name0_near_l", 
"tf_person_name0_near_r", 
"company0_l", 
"company0_r", 
"company0_branch_l", 
"company0_branch_r", 
"company0_core_l", 
"company0_core_r", 
"company0_words_l", 
"company0_words_r", 
CASE WHEN company0_l is null or company0_r is null THEN -1 WHEN '1' in (coalesce(company0_branch_l, ''), coalesce(company0_branch_r, '')) and not company0_l = company0_r THEN 8 WHEN company0_l = company0_r THEN 7 WHEN company0_core_l = company0_core_r THEN 6 WHEN ((case when abs(length(company0_l) - length(company0_r)) <= 1 and least(length(company0_l), length(company0_r)) >= 4 and (left(company0_l, 2) = left(company0_r, 2) or right(company0_l, 2) = right(company0_r, 2)) then damerau_levenshtein(company0_l, company0_r) <= 1 else false end) or (case when abs(length(company0_core_l) - length(company0_core_r)) <= 1 and least(length(company0_core_l), length(company0_core_r)) >= 3 and (left(company0_core_l, 2) = left(company0_core_r, 2) or right(company0_core_l, 1) = right(company0_core_r, 1)) then damerau_levenshtein(company0_core_l, company0_core_r) <= 1 else false end)) THEN 5 WHEN shared_words(company0_words_l, company0_words_r) >= least(count_words(company0_words_l), count_words(company0_words_r)) THEN 4 WHEN (least(length(company0_core_l), length(company0_core_r)) >= 2 and (instr(company0_core_l, company0_core_r) = 1 or instr(company0_core_r, company0_core_l) = 1)) THEN 3 WHEN shared_words(company0_words_l, company0_words_r) > 0 THEN 2 WHEN (case when left(company0_l, 1) = left(company0_r, 1) then jaro_winkler(company0_l, company0_r) >= 0.9 else false end) THEN 1 ELSE 0 END as gamma_company0, 
"tf_company0_l", 
"tf_company0_r", 
"tf_company0_core_l", 
"tf_company0_core_r", 
"email0_l", 
"email0_r", 
"email0_local_l", 
"email0_local_r", 
"email0_digits_l", 
"email0_digits_r", 
CASE WHEN email0_l is null or email0_r is null THEN -1 WHEN email0_l = email0_r THEN 4 WHEN email0_local_l = email0_local_r THEN 3 WHEN (case when email0_digits_l = email0_digits_r then (case when abs(length(email0_local_l) - length(email0_local_r)) <= 2 and least(length(email0_local_l), length(email0_local_r)) >= 6 and (left(email0_local_l, 2) = left(email0_local_r, 2) or right(email0_local_l, 2) = right(email0_local_r, 2)) then damerau_levenshtein(email0_local_l, email0_local_r) <= 2 else false end) else false end) THEN 2 WHEN (case when abs(length(email0_local_l) - length(email0_local_r)) <= 2 and least(length(email0_local_l), length(email0_local_r)) >= 6 and (left(email0_local_l, 2) = left(email0_local_r, 2) or right(email0_local_l, 2) = right(email0_local_r, 2)) then damerau_levenshtein(email0_local_l, email0_local_r) <= 2 else false end) THEN 1 ELSE 0 END as gamma_email0, 
"tf_email0_l", 
"tf_email0_r", 
"tf_email0_local_l", 
"tf_email0_local_r", 
"id_number0_l", 
"id_number0_r", 
"id_number0_right_l", 
"id_number0_right_r", 
CASE WHEN id_number0_l is null or id_number0_r is null THEN -1 WHEN id_number0_l = id_number0_r THEN 3 WHEN id_number0_right_l = id_number0_right_r THEN 2 WHEN (case when abs(length(id_number0_l) - length(id_number0_r)) <= 1 and least(length(id_number0_l), length(id_number0_r)) >= 6 and (left(id_number0_l, 3) = left(id_number0_r, 3) or right(id_number0_l, 3) = right(id_number0_r, 3)) then damerau_levenshtein(id_number0_l, id_number0_r) <= 1 else false end) THEN 1 ELSE 0 END as gamma_id_number0, 
"tf_id_number0_l", 
"tf_id_number0_r", 
"org_id0_l", 
"org_id0_r", 
"org_id0_right_l", 
"org_id0_right_r", 
CASE WHEN org_id0_l is null or org_id0_r is null THEN -1 WHEN org_id0_l = org_id0_r THEN 3 WHEN org_id0_right_l = org_id0_right_r THEN 2 WHEN (case when abs(length(org_id0_l) - length(org_id0_r)) <= 1 and least(length(org_id0_l), length(org_id0_r)) >= 6 and (left(org_id0_l, 3) = left(org_id0_r, 3) or right(org_id0_l, 3) = right(org_id0_r, 3)) then damerau_levenshtein(org_id0_l, org_id0_r) <= 1 else false end) THEN 1 ELSE 0 END as gamma_org_id0, 
"tf_org_id0_l", 
"tf_org_id0_r", 
"address0_l", 
"address0_r", 
"address0_street_l", 
"address0_street_r", 
"address0_door_l", 
"address0_door_r", 
"address0_numbers_l", 
"address0_numbers_r", 
"address0_house_l", 
"address0_house_r", 
CASE WHEN address0_l is null or address0_r is null THEN -1 WHEN address0_l = address0_r THEN 6 WHEN address0_door_l = address0_door_r and (address0_street_l = address0_street_r or (least(length(address0_street_l), length(address0_street_r)) >= 3 and (instr(address0_street_l, address0_street_r) = 1 or instr(address0_street_r, address0_street_l) = 1)) or (case when left(address0_street_l, 1) = left(address0_street_r, 1) then jaro_winkler(address0_street_l, address0_street_r) >= 0.88 else false end)) THEN 5 WHEN (case when (address0_street_l = address0_street_r or (least(length(address0_street_l), length(address0_street_r)) >= 3 and (instr(address0_street_l, address0_street_r) = 1 or instr(address0_street_r, address0_street_l) = 1)) or (case when left(address0_street_l, 1) = left(address0_street_r, 1) then jaro_winkler(address0_street_l, address0_street_r) >= 0.88 else false end)) then (case when abs(length(address0_numbers_l) - length(address0_numbers_r)) <= 1 and least(length(address0_numbers_l), length(address0_numbers_r)) >= 3 and (left(address0_numbers_l, 2) = left(address0_numbers_r, 2) or right(address0_numbers_l, 1) = right(address0_numbers_r, 1)) then damerau_levenshtein(address0_numbers_l, address0_numbers_r) <= 1 else false end) else false end) THEN 4 WHEN address0_house_l = address0_house_r and (address0_street_l = address0_street_r or (least(length(address0_street_l), length(address0_street_r)) >= 3 and (instr(address0_street_l, address0_street_r) = 1 or instr(address0_street_r, address0_street_l) = 1)) or (case when left(address0_street_l, 1) = left(address0_street_r, 1) then jaro_winkler(address0_street_l, address0_street_r) >= 0.88 else false end)) THEN 3 WHEN address0_numbers_l = address0_numbers_r THEN 2 WHEN (address0_street_l = address0_street_r or (least(length(address0_street_l), length(address0_street_r)) >= 3 and (instr(address0_street_l, address0_street_r) = 1 or instr(address0_street_r, address0_street_l) = 1)) or (case when left(address0_street_l, 1) = left(address0_street_r, 1) then jaro_winkler(address0_street_l, address0_street_r) >= 0.88 else false end)) THEN 1 ELSE 0 END as gamma_address0, 
"tf_address0_l", 
"tf_address0_r", 
"tf_address0_door_l", 
"tf_address0_door_r", 
"gender0_l", 
"gender0_r", 
CASE WHEN gender0_l is null or gender0_r is null THEN -1 WHEN gender0_l = gender0_r THEN 1 ELSE 0 END as gamma_gender0, 
"date0_l", 
"date0_r", 
CASE WHEN date0_l is null or date0_r is null THEN -1 WHEN date0_l = date0_r THEN 4 WHEN ((left(date0_l, 4) = left(date0_r, 4) and substr(date0_l, 5, 2) = substr(date0_r, 7, 2) and substr(date0_l, 7, 2) = substr(date0_r, 5, 2)) or (case when abs(length(date0_l) - length(date0_r)) <= 1 and least(length(date0_l), length(date0_r)) >= 7 and (left(date0_l, 4) = left(date0_r, 4) or right(date0_l, 3) = right(date0_r, 3)) then damerau_levenshtein(date0_l, date0_r) <= 1 else false end)) THEN 3 WHEN left(date0_l, 4) = left(date0_r, 4) and '0101' in (right(date0_l, 4), right(date0_r, 4)) THEN 2 WHEN (case when (left(date0_l, 3) = left(date0_r, 3) or right(date0_l, 4) = right(date0_r, 4)) then (case when abs(length(date0_l) - length(date0_r)) <= 2 and least(length(date0_l), length(date0_r)) >= 6 and (left(date0_l, 2) = left(date0_r, 2) or right(date0_l, 2) = right(date0_r, 2)) then damerau_levenshtein(date0_l, date0_r) <= 2 else false end) else false end) THEN 1 ELSE 0 END as gamma_date0, 
"tf_date0_l", 
"tf_date0_r", 
"phone0_l", 
"phone0_r", 
"phone0_b_l", 
"phone0_b_r", 
CASE WHEN phone0_l is null or phone0_r is null THEN -1 WHEN (phone0_l = phone0_r or (phone0_l = phone0_b_r or phone0_b_l = phone0_r) or phone0_b_l = phone0_b_r) THEN 2 WHEN (case when abs(length(phone0_l) - length(phone0_r)) <= 1 and least(length(phone0_l), length(phone0_r)) >= 7 and (left(phone0_l, 4) = left(phone0_r, 4) or right(phone0_l, 3) = right(phone0_r, 3)) then damerau_levenshtein(phone0_l, phone0_r) <= 1 else false end) THEN 1 ELSE 0 END as gamma_phone0, 
"tf_phone0_l", 
"tf_phone0_r", 
match_key 
    from blocked_with_cols
    ), 

__splink__df_match_weight_parts as (
    select "unique_id_l","unique_id_r","person_name0_l","person_name0_r","person_name0_read_l","person_name0_read_r","person_name0_near_l","person_name0_near_r","person_name0_last_l","person_name0_last_r","person_name0_first_l","person_name0_first_r","person_name0_familiar_l","person_name0_familiar_r",gamma_person_name0,CASE 
WHEN
gamma_person_name0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_person_name0 = 12
THEN cast(1.0 as float8)
 
WHEN
gamma_person_name0 = 11
THEN cast(2867.2 as float8)
 
WHEN
gamma_person_name0 = 10
THEN cast(409.6 as float8)
 
WHEN
gamma_person_name0 = 9
THEN cast(40.96 as float8)
 
WHEN
gamma_person_name0 = 8
THEN cast(1.5999999999999999 as float8)
 
WHEN
gamma_person_name0 = 7
THEN cast(0.6666666666666667 as float8)
 
WHEN
gamma_person_name0 = 6
THEN cast(10.0 as float8)
 
WHEN
gamma_person_name0 = 5
THEN cast(25.0 as float8)
 
WHEN
gamma_person_name0 = 4
THEN cast(0.049999999999999996 as float8)
 
WHEN
gamma_person_name0 = 3
THEN cast(20.0 as float8)
 
WHEN
gamma_person_name0 = 2
THEN cast(0.2 as float8)
 
WHEN
gamma_person_name0 = 1
THEN cast(0.08247422680412371 as float8)
 
WHEN
gamma_person_name0 = 0
THEN cast(0.020408163265306124 as float8)
 END as bf_person_name0 ,CASE WHEN  gamma_person_name0 = -1 then cast(1 as float8) WHEN  gamma_person_name0 = 12 then cast(1 as float8) WHEN  gamma_person_name0 = 11 then
    (CASE WHEN coalesce("tf_person_name0_l", "tf_person_name0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_person_name0_l", "tf_person_name0_r") >= coalesce("tf_person_name0_r", "tf_person_name0_l")
        THEN coalesce("tf_person_name0_l", "tf_person_name0_r")
        ELSE coalesce("tf_person_name0_r", "tf_person_name0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_person_name0 = 10 then
    (CASE WHEN coalesce("tf_person_name0_read_l", "tf_person_name0_read_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_person_name0_read_l", "tf_person_name0_read_r") >= coalesce("tf_person_name0_read_r", "tf_person_name0_read_l")
        THEN coalesce("tf_person_name0_read_l", "tf_person_name0_read_r")
        ELSE coalesce("tf_person_name0_read_r", "tf_person_name0_read_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_person_name0 = 9 then
    (CASE WHEN coalesce("tf_person_name0_near_l", "tf_person_name0_near_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_person_name0_near_l", "tf_person_name0_near_r") >= coalesce("tf_person_name0_near_r", "tf_person_name0_near_l")
        THEN coalesce("tf_person_name0_near_l", "tf_person_name0_near_r")
        ELSE coalesce("tf_person_name0_near_r", "tf_person_name0_near_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_person_name0 = 8 then cast(1 as float8) WHEN  gamma_person_name0 = 7 then cast(1 as float8) WHEN  gamma_person_name0 = 6 then cast(1 as float8) WHEN  gamma_person_name0 = 5 then cast(1 as float8) WHEN  gamma_person_name0 = 4 then cast(1 as float8) WHEN  gamma_person_name0 = 3 then cast(1 as float8) WHEN  gamma_person_name0 = 2 then cast(1 as float8) WHEN  gamma_person_name0 = 1 then cast(1 as float8) WHEN  gamma_person_name0 = 0 then cast(1 as float8) END as bf_tf_adj_person_name0 ,"company0_l","company0_r","company0_branch_l","company0_branch_r","company0_core_l","company0_core_r","company0_words_l","company0_words_r",gamma_company0,CASE 
WHEN
gamma_company0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_company0 = 8
THEN cast(0.010204081632653062 as float8)
 
WHEN
gamma_company0 = 7
THEN cast(2048.0 as float8)
 
WHEN
gamma_company0 = 6
THEN cast(204.8 as float8)
 
WHEN
gamma_company0 = 5
THEN cast(80.0 as float8)
 
WHEN
gamma_company0 = 4
THEN cast(37.5 as float8)
 
WHEN
gamma_company0 = 3
THEN cast(12.5 as float8)
 
WHEN
gamma_company0 = 2
THEN cast(10.0 as float8)
 
WHEN
gamma_company0 = 1
THEN cast(4.0 as float8)
 
WHEN
gamma_company0 = 0
THEN cast(0.12631578947368421 as float8)
 END as bf_company0 ,CASE WHEN  gamma_company0 = -1 then cast(1 as float8) WHEN  gamma_company0 = 8 then cast(1 as float8) WHEN  gamma_company0 = 7 then
    (CASE WHEN coalesce("tf_company0_l", "tf_company0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_company0_l", "tf_company0_r") >= coalesce("tf_company0_r", "tf_company0_l")
        THEN coalesce("tf_company0_l", "tf_company0_r")
        ELSE coalesce("tf_company0_r", "tf_company0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_company0 = 6 then
    (CASE WHEN coalesce("tf_company0_core_l", "tf_company0_core_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_company0_core_l", "tf_company0_core_r") >= coalesce("tf_company0_core_r", "tf_company0_core_l")
        THEN coalesce("tf_company0_core_l", "tf_company0_core_r")
        ELSE coalesce("tf_company0_core_r", "tf_company0_core_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_company0 = 5 then cast(1 as float8) WHEN  gamma_company0 = 4 then cast(1 as float8) WHEN  gamma_company0 = 3 then cast(1 as float8) WHEN  gamma_company0 = 2 then cast(1 as float8) WHEN  gamma_company0 = 1 then cast(1 as float8) WHEN  gamma_company0 = 0 then cast(1 as float8) END as bf_tf_adj_company0 ,"email0_l","email0_r","email0_local_l","email0_local_r","email0_digits_l","email0_digits_r",gamma_email0,CASE 
WHEN
gamma_email0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_email0 = 4
THEN cast(2662.4 as float8)
 
WHEN
gamma_email0 = 3
THEN cast(409.6 as float8)
 
WHEN
gamma_email0 = 2
THEN cast(600.0 as float8)
 
WHEN
gamma_email0 = 1
THEN cast(50.0 as float8)
 
WHEN
gamma_email0 = 0
THEN cast(0.15151515151515152 as float8)
 END as bf_email0 ,CASE WHEN  gamma_email0 = -1 then cast(1 as float8) WHEN  gamma_email0 = 4 then
    (CASE WHEN coalesce("tf_email0_l", "tf_email0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_email0_l", "tf_email0_r") >= coalesce("tf_email0_r", "tf_email0_l")
        THEN coalesce("tf_email0_l", "tf_email0_r")
        ELSE coalesce("tf_email0_r", "tf_email0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_email0 = 3 then
    (CASE WHEN coalesce("tf_email0_local_l", "tf_email0_local_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_email0_local_l", "tf_email0_local_r") >= coalesce("tf_email0_local_r", "tf_email0_local_l")
        THEN coalesce("tf_email0_local_l", "tf_email0_local_r")
        ELSE coalesce("tf_email0_local_r", "tf_email0_local_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_email0 = 2 then cast(1 as float8) WHEN  gamma_email0 = 1 then cast(1 as float8) WHEN  gamma_email0 = 0 then cast(1 as float8) END as bf_tf_adj_email0 ,"id_number0_l","id_number0_r","id_number0_right_l","id_number0_right_r",gamma_id_number0,CASE 
WHEN
gamma_id_number0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_id_number0 = 3
THEN cast(3686.4 as float8)
 
WHEN
gamma_id_number0 = 2
THEN cast(0.00101010101010101 as float8)
 
WHEN
gamma_id_number0 = 1
THEN cast(800.0 as float8)
 
WHEN
gamma_id_number0 = 0
THEN cast(0.030303030303030304 as float8)
 END as bf_id_number0 ,CASE WHEN  gamma_id_number0 = -1 then cast(1 as float8) WHEN  gamma_id_number0 = 3 then
    (CASE WHEN coalesce("tf_id_number0_l", "tf_id_number0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_id_number0_l", "tf_id_number0_r") >= coalesce("tf_id_number0_r", "tf_id_number0_l")
        THEN coalesce("tf_id_number0_l", "tf_id_number0_r")
        ELSE coalesce("tf_id_number0_r", "tf_id_number0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_id_number0 = 2 then cast(1 as float8) WHEN  gamma_id_number0 = 1 then cast(1 as float8) WHEN  gamma_id_number0 = 0 then cast(1 as float8) END as bf_tf_adj_id_number0 ,"org_id0_l","org_id0_r","org_id0_right_l","org_id0_right_r",gamma_org_id0,CASE 
WHEN
gamma_org_id0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_org_id0 = 3
THEN cast(3686.4 as float8)
 
WHEN
gamma_org_id0 = 2
THEN cast(0.00101010101010101 as float8)
 
WHEN
gamma_org_id0 = 1
THEN cast(800.0 as float8)
 
WHEN
gamma_org_id0 = 0
THEN cast(0.030303030303030304 as float8)
 END as bf_org_id0 ,CASE WHEN  gamma_org_id0 = -1 then cast(1 as float8) WHEN  gamma_org_id0 = 3 then
    (CASE WHEN coalesce("tf_org_id0_l", "tf_org_id0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_org_id0_l", "tf_org_id0_r") >= coalesce("tf_org_id0_r", "tf_org_id0_l")
        THEN coalesce("tf_org_id0_l", "tf_org_id0_r")
        ELSE coalesce("tf_org_id0_r", "tf_org_id0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_org_id0 = 2 then cast(1 as float8) WHEN  gamma_org_id0 = 1 then cast(1 as float8) WHEN  gamma_org_id0 = 0 then cast(1 as float8) END as bf_tf_adj_org_id0 ,"address0_l","address0_r","address0_street_l","address0_street_r","address0_door_l","address0_door_r","address0_numbers_l","address0_numbers_r","address0_house_l","address0_house_r",gamma_address0,CASE 
WHEN
gamma_address0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_address0 = 6
THEN cast(1843.2 as float8)
 
WHEN
gamma_address0 = 5
THEN cast(1433.6 as float8)
 
WHEN
gamma_address0 = 4
THEN cast(25.0 as float8)
 
WHEN
gamma_address0 = 3
THEN cast(50.0 as float8)
 
WHEN
gamma_address0 = 2
THEN cast(7.5 as float8)
 
WHEN
gamma_address0 = 1
THEN cast(2.0 as float8)
 
WHEN
gamma_address0 = 0
THEN cast(0.08247422680412371 as float8)
 END as bf_address0 ,CASE WHEN  gamma_address0 = -1 then cast(1 as float8) WHEN  gamma_address0 = 6 then
    (CASE WHEN coalesce("tf_address0_l", "tf_address0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_address0_l", "tf_address0_r") >= coalesce("tf_address0_r", "tf_address0_l")
        THEN coalesce("tf_address0_l", "tf_address0_r")
        ELSE coalesce("tf_address0_r", "tf_address0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_address0 = 5 then
    (CASE WHEN coalesce("tf_address0_door_l", "tf_address0_door_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_address0_door_l", "tf_address0_door_r") >= coalesce("tf_address0_door_r", "tf_address0_door_l")
        THEN coalesce("tf_address0_door_l", "tf_address0_door_r")
        ELSE coalesce("tf_address0_door_r", "tf_address0_door_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_address0 = 4 then cast(1 as float8) WHEN  gamma_address0 = 3 then cast(1 as float8) WHEN  gamma_address0 = 2 then cast(1 as float8) WHEN  gamma_address0 = 1 then cast(1 as float8) WHEN  gamma_address0 = 0 then cast(1 as float8) END as bf_tf_adj_address0 ,"gender0_l","gender0_r",gamma_gender0,CASE 
WHEN
gamma_gender0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_gender0 = 1
THEN cast(1.88 as float8)
 
WHEN
gamma_gender0 = 0
THEN cast(0.12 as float8)
 END as bf_gender0 ,"date0_l","date0_r",gamma_date0,CASE 
WHEN
gamma_date0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_date0 = 4
THEN cast(2662.4 as float8)
 
WHEN
gamma_date0 = 3
THEN cast(50.0 as float8)
 
WHEN
gamma_date0 = 2
THEN cast(2.5 as float8)
 
WHEN
gamma_date0 = 1
THEN cast(2.666666666666667 as float8)
 
WHEN
gamma_date0 = 0
THEN cast(0.18947368421052632 as float8)
 END as bf_date0 ,CASE WHEN  gamma_date0 = -1 then cast(1 as float8) WHEN  gamma_date0 = 4 then
    (CASE WHEN coalesce("tf_date0_l", "tf_date0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_date0_l", "tf_date0_r") >= coalesce("tf_date0_r", "tf_date0_l")
        THEN coalesce("tf_date0_l", "tf_date0_r")
        ELSE coalesce("tf_date0_r", "tf_date0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_date0 = 3 then cast(1 as float8) WHEN  gamma_date0 = 2 then cast(1 as float8) WHEN  gamma_date0 = 1 then cast(1 as float8) WHEN  gamma_date0 = 0 then cast(1 as float8) END as bf_tf_adj_date0 ,"phone0_l","phone0_r","phone0_b_l","phone0_b_r",gamma_phone0,CASE 
WHEN
gamma_phone0 = -1
THEN cast(1.0 as float8)
 
WHEN
gamma_phone0 = 2
THEN cast(2867.2 as float8)
 
WHEN
gamma_phone0 = 1
THEN cast(1000.0 as float8)
 
WHEN
gamma_phone0 = 0
THEN cast(0.35353535353535354 as float8)
 END as bf_phone0 ,CASE WHEN  gamma_phone0 = -1 then cast(1 as float8) WHEN  gamma_phone0 = 2 then
    (CASE WHEN coalesce("tf_phone0_l", "tf_phone0_r") is not null
    THEN
    POW(
        cast(0.000244140625 as float8) /
    (CASE
        WHEN coalesce("tf_phone0_l", "tf_phone0_r") >= coalesce("tf_phone0_r", "tf_phone0_l")
        THEN coalesce("tf_phone0_l", "tf_phone0_r")
        ELSE coalesce("tf_phone0_r", "tf_phone0_l")
    END)
    ,
        cast(1.0 as float8)
    )
    ELSE cast(1 as float8)
    END) WHEN  gamma_phone0 = 1 then cast(1 as float8) WHEN  gamma_phone0 = 0 then cast(1 as float8) END as bf_tf_adj_phone0 ,match_key 
    from __splink__df_comparison_vectors
    ) 

    select
    log2(least(greatest(cast(1.0 as float8) * bf_person_name0 * bf_tf_adj_person_name0 * bf_company0 * bf_tf_adj_company0 * bf_email0 * bf_tf_adj_email0 * bf_id_number0 * bf_tf_adj_id_number0 * bf_org_id0 * bf_tf_adj_org_id0 * bf_address0 * bf_tf_adj_address0 * bf_gender0 * bf_date0 * bf_tf_adj_date0 * bf_phone0 * bf_tf_adj_phone0, 1e-300), 1e300)) as match_weight,
    CASE WHEN bf_person_name0 = cast('infinity' as float8) OR bf_tf_adj_person_name0 = cast('infinity' as float8) OR bf_company0 = cast('infinity' as float8) OR bf_tf_adj_company0 = cast('infinity' as float8) OR bf_email0 = cast('infinity' as float8) OR bf_tf_adj_email0 = cast('infinity' as float8) OR bf_id_number0 = cast('infinity' as float8) OR bf_tf_adj_id_number0 = cast('infinity' as float8) OR bf_org_id0 = cast('infinity' as float8) OR bf_tf_adj_org_id0 = cast('infinity' as float8) OR bf_address0 = cast('infinity' as float8) OR bf_tf_adj_address0 = cast('infinity' as float8) OR bf_gender0 = cast('infinity' as float8) OR bf_date0 = cast('infinity' as float8) OR bf_tf_adj_date0 = cast('infinity' as float8) OR bf_phone0 = cast('infinity' as float8) OR bf_tf_adj_phone0 = cast('infinity' as float8) THEN 1.0 ELSE (least(greatest(cast(1.0 as float8) * bf_person_name0 * bf_tf_adj_person_name0 * bf_company0 * bf_tf_adj_company0 * bf_email0 * bf_tf_adj_email0 * bf_id_number0 * bf_tf_adj_id_number0 * bf_org_id0 * bf_tf_adj_org_id0 * bf_address0 * bf_tf_adj_address0 * bf_gender0 * bf_date0 * bf_tf_adj_date0 * bf_phone0 * bf_tf_adj_phone0, 1e-300), 1e300))/(1+(least(greatest(cast(1.0 as float8) * bf_person_name0 * bf_tf_adj_person_name0 * bf_company0 * bf_tf_adj_company0 * bf_email0 * bf_tf_adj_email0 * bf_id_number0 * bf_tf_adj_id_number0 * bf_org_id0 * bf_tf_adj_org_id0 * bf_address0 * bf_tf_adj_address0 * bf_gender0 * bf_date0 * bf_tf_adj_date0 * bf_phone0 * bf_tf_adj_phone0, 1e-300), 1e300))) END as match_probability,
    "unique_id_l","unique_id_r","person_name0_l","person_name0_r","person_name0_read_l","person_name0_read_r","person_name0_near_l","person_name0_near_r","person_name0_last_l","person_name0_last_r","person_name0_first_l","person_name0_first_r","person_name0_familiar_l","person_name0_familiar_r",gamma_person_name0,"company0_l","company0_r","company0_branch_l","company0_branch_r","company0_core_l","company0_core_r","company0_words_l","company0_words_r",gamma_company0,"email0_l","email0_r","email0_local_l","email0_local_r","email0_digits_l","email0_digits_r",gamma_email0,"id_number0_l","id_number0_r","id_number0_right_l","id_number0_right_r",gamma_id_number0,"org_id0_l","org_id0_r","org_id0_right_l","org_id0_right_r",gamma_org_id0,"address0_l","address0_r","address0_street_l","address0_street_r","address0_door_l","address0_door_r","address0_numbers_l","address0_numbers_r","address0_house_l","address0_house_r",gamma_address0,"gender0_l","gender0_r",gamma_gender0,"date0_l","date0_r",gamma_date0,"phone0_l","phone0_r","phone0_b_l","phone0_b_r",gamma_phone0,match_key 
    from __splink__df_match_weight_parts
    
    )