SELECT "t12"."fate", "t12"."group", "t12"."front", "t12"."first_day", "t12"."last_day", SUM("t12"."n") AS "n"
FROM (
  SELECT
    "t11"."fate",
    "t11"."n",
    CASE WHEN "t11"."fate" = 'counted' THEN "t11"."group" ELSE CAST(NULL AS TEXT) END AS "group",
    CASE WHEN "t11"."fate" = 'counted' THEN "t11"."front" ELSE CAST(NULL AS TEXT) END AS "front",
    CASE WHEN "t11"."fate" = 'counted' THEN "t11"."first_day" ELSE CAST(NULL AS DATE) END AS "first_day",
    CASE WHEN "t11"."fate" = 'counted' THEN "t11"."last_day" ELSE CAST(NULL AS DATE) END AS "last_day"
  FROM (
    SELECT
      "t10"."group", "t10"."front", "t10"."several", "t10"."wanted", "t10"."first", "t10"."last", "t10"."n",
      "t10"."first_day", "t10"."last_day",
      CASE
        WHEN "t10"."first_day" IS NULL OR "t10"."last_day" IS NULL OR "t10"."last_day" < "t10"."first_day" THEN 'no day can be read'
        WHEN "t10"."last_day" < {start} OR "t10"."first_day" > {end} THEN 'outside the period'
        WHEN "t10"."first_day" < {start} OR "t10"."last_day" > {end} THEN 'a range across the border of the period'
        WHEN NOT "t10"."wanted" THEN 'another action'
        WHEN "t10"."group" IS NULL AND "t10"."several" THEN 'several actors together'
        WHEN "t10"."group" IS NULL THEN 'no group of that name'
        WHEN "t10"."front" IS NULL THEN 'no front of that name'
        ELSE 'counted'
      END AS "fate"
    FROM (
      SELECT
        "t9"."group", "t9"."front", "t9"."several", "t9"."wanted", "t9"."first", "t9"."last", "t9"."n",
        {first_day} AS "first_day",
        CASE WHEN {last_empty} THEN {first_day} ELSE {last_day} END AS "last_day"
      FROM (
        SELECT "t8"."group", "t8"."front", "t8"."several", "t8"."wanted", "t8"."first", "t8"."last", COUNT(*) AS "n"
        FROM (
          SELECT
            "t3"."stands_for" AS "group",
            COALESCE("t4"."stands_for", "t5"."stands_for") AS "front",
            "t7"."several", "t7"."wanted", "t7"."first", "t7"."last"
          FROM (
            SELECT
              {written} AS "written",
              {several} AS "several",
              {wanted} AS "wanted",
              {country} AS "country",
              {admin1} AS "admin1",
              {first} AS "first",
              {last} AS "last"
            FROM "events" AS "t0"
          ) AS "t7"
          LEFT OUTER JOIN "concerted_actors" AS "t3" ON "t7"."written" = "t3"."written"
          LEFT OUTER JOIN "concerted_fronts" AS "t4" ON "t7"."admin1" = "t4"."written"
          LEFT OUTER JOIN "concerted_fronts" AS "t5" ON "t7"."country" = "t5"."written"
        ) AS "t8"
        GROUP BY 1, 2, 3, 4, 5, 6
      ) AS "t9"
    ) AS "t10"
  ) AS "t11"
) AS "t12"
GROUP BY 1, 2, 3, 4, 5
