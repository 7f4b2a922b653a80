-- What a list showed to whom, on a day in Japan: one row for each instance, and the rule for which it
-- was shown. A list that is only counted (SEKISHO_AUDIT_LISTINGS) has one row without an instance.
WITH lines AS (
  SELECT DISTINCT
    "at", decision_id, caller, source, instances_shown, part, instances,
    date_format(from_unixtime("at") AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND kind = 'executor'
    AND stage = 'listing'
)
SELECT
  l.moment,
  json_extract_scalar(l.caller, '$.user') AS who,
  json_extract_scalar(l.source, '$.address') AS address,
  l.instances_shown,
  json_extract_scalar(t.shown, '$.instance.id') AS instance_id,
  json_extract_scalar(t.shown, '$.instance.tags.Name') AS name,
  json_extract_scalar(t.shown, '$.state') AS state,
  array_join(CAST(json_extract(t.shown, '$.decision.rules') AS array(varchar)), ', ') AS rules,
  l.decision_id
FROM lines AS l
LEFT JOIN UNNEST(CAST(json_parse(l.instances) AS array(json))) AS t (shown) ON TRUE
WHERE l.moment LIKE '2026-11-24 %'
ORDER BY l."at", l.decision_id, instance_id;
