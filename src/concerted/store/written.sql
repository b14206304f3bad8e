SELECT "t1"."written", COUNT(*) AS "n"
FROM (
  SELECT {written} AS "written"
  FROM "events" AS "t0"
) AS "t1"
GROUP BY 1
