WITH concerted_actors AS (
  SELECT
    written,
    stands_for
  FROM VALUES
    ('NORTHERN FRONT', 'north'),
    ('PEOPLE\'S \\ GUARD', 'guard') AS names(written, stands_for)
), concerted_fronts AS (
  SELECT
    written,
    stands_for
  FROM VALUES
    ('XA', 'Upland'),
    ('XÄ', 'Sea') AS names(written, stands_for)
)
SELECT
  `t12`.`fate`,
  `t12`.`group`,
  `t12`.`front`,
  `t12`.`first_day`,
  `t12`.`last_day`,
  SUM(`t12`.`n`) AS `n`
FROM (
  SELECT
    `t11`.`fate`,
    `t11`.`n`,
    IF(`t11`.`fate` = 'counted', `t11`.`group`, CAST(NULL AS STRING)) AS `group`,
    IF(`t11`.`fate` = 'counted', `t11`.`front`, CAST(NULL AS STRING)) AS `front`,
    IF(`t11`.`fate` = 'counted', `t11`.`first_day`, CAST(NULL AS DATE)) AS `first_day`,
    IF(`t11`.`fate` = 'counted', `t11`.`last_day`, CAST(NULL AS DATE)) AS `last_day`
  FROM (
    SELECT
      `t10`.`group`,
      `t10`.`front`,
      `t10`.`several`,
      `t10`.`wanted`,
      `t10`.`first`,
      `t10`.`last`,
      `t10`.`n`,
      `t10`.`first_day`,
      `t10`.`last_day`,
      CASE
        WHEN (
          `t10`.`first_day` IS NULL
        )
        OR (
          `t10`.`last_day` IS NULL
        )
        OR (
          `t10`.`last_day` < `t10`.`first_day`
        )
        THEN 'no day can be read'
        WHEN (
          `t10`.`last_day` < MAKE_DATE(2023, 10, 7)
        )
        OR (
          `t10`.`first_day` > MAKE_DATE(2024, 2, 4)
        )
        THEN 'outside the period'
        WHEN (
          `t10`.`first_day` < MAKE_DATE(2023, 10, 7)
        )
        OR (
          `t10`.`last_day` > MAKE_DATE(2024, 2, 4)
        )
        THEN 'a range across the border of the period'
        WHEN NOT (
          `t10`.`wanted`
        )
        THEN 'another action'
        WHEN (
          `t10`.`group` IS NULL
        ) AND `t10`.`several`
        THEN 'several actors together'
        WHEN `t10`.`group` IS NULL
        THEN 'no group of that name'
        WHEN `t10`.`front` IS NULL
        THEN 'no front of that name'
        ELSE 'counted'
      END AS `fate`
    FROM (
      SELECT
        `t9`.`group`,
        `t9`.`front`,
        `t9`.`several`,
        `t9`.`wanted`,
        `t9`.`first`,
        `t9`.`last`,
        `t9`.`n`,
        TRY_CAST(IF(
          CAST(`t9`.`first` AS STRING) RLIKE '^[12][0-9]{7}'
          AND (
            LENGTH(CAST(`t9`.`first` AS STRING)) = 8
          ),
          CONCAT(
            CONCAT(
              CONCAT(
                CONCAT(SUBSTRING(CAST(`t9`.`first` AS STRING), 1, 4), '-'),
                SUBSTRING(CAST(`t9`.`first` AS STRING), 5, 2)
              ),
              '-'
            ),
            SUBSTRING(CAST(`t9`.`first` AS STRING), 7, 2)
          ),
          CAST(NULL AS STRING)
        ) AS DATE) AS `first_day`,
        IF(
          (
            `t9`.`last` IS NULL
          ) OR (
            CAST(`t9`.`last` AS STRING) = ''
          ),
          TRY_CAST(IF(
            CAST(`t9`.`first` AS STRING) RLIKE '^[12][0-9]{7}'
            AND (
              LENGTH(CAST(`t9`.`first` AS STRING)) = 8
            ),
            CONCAT(
              CONCAT(
                CONCAT(
                  CONCAT(SUBSTRING(CAST(`t9`.`first` AS STRING), 1, 4), '-'),
                  SUBSTRING(CAST(`t9`.`first` AS STRING), 5, 2)
                ),
                '-'
              ),
              SUBSTRING(CAST(`t9`.`first` AS STRING), 7, 2)
            ),
            CAST(NULL AS STRING)
          ) AS DATE),
          TRY_CAST(IF(
            CAST(`t9`.`last` AS STRING) RLIKE '^[12][0-9]{7}'
            AND (
              LENGTH(CAST(`t9`.`last` AS STRING)) = 8
            ),
            CONCAT(
              CONCAT(
                CONCAT(
                  CONCAT(SUBSTRING(CAST(`t9`.`last` AS STRING), 1, 4), '-'),
                  SUBSTRING(CAST(`t9`.`last` AS STRING), 5, 2)
                ),
                '-'
              ),
              SUBSTRING(CAST(`t9`.`last` AS STRING), 7, 2)
            ),
            CAST(NULL AS STRING)
          ) AS DATE)
        ) AS `last_day`
      FROM (
        SELECT
          `t8`.`group`,
          `t8`.`front`,
          `t8`.`several`,
          `t8`.`wanted`,
          `t8`.`first`,
          `t8`.`last`,
          COUNT(*) AS `n`
        FROM (
          SELECT
            `t3`.`stands_for` AS `group`,
            COALESCE(`t4`.`stands_for`, `t5`.`stands_for`) AS `front`,
            `t7`.`several`,
            `t7`.`wanted`,
            `t7`.`first`,
            `t7`.`last`
          FROM (
            SELECT
              `t0`.`Actor1Name` AS `written`,
              FALSE AS `several`,
              COALESCE(CAST(`t0`.`EventRootCode` AS STRING) IN ('18', '19', '20'), FALSE) AS `wanted`,
              `t0`.`ActionGeo_CountryCode` AS `country`,
              CAST(NULL AS STRING) AS `admin1`,
              `t0`.`SQLDATE` AS `first`,
              CAST(NULL AS BIGINT) AS `last`
            FROM `conflict`.`events` AS `t0`
          ) AS `t7`
          LEFT OUTER JOIN `concerted_actors` AS `t3`
            ON `t7`.`written` = `t3`.`written`
          LEFT OUTER JOIN `concerted_fronts` AS `t4`
            ON `t7`.`admin1` = `t4`.`written`
          LEFT OUTER JOIN `concerted_fronts` AS `t5`
            ON `t7`.`country` = `t5`.`written`
        ) AS `t8`
        GROUP BY
          1,
          2,
          3,
          4,
          5,
          6
      ) AS `t9`
    ) AS `t10`
  ) AS `t11`
) AS `t12`
GROUP BY
  1,
  2,
  3,
  4,
  5
