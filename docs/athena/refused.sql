-- What was refused and why, on a day in Japan: at the door by the authorizer, as a whole by the
-- executor, or one instance by the policy. `code` is the reason; `rule` is the rule that forbids it, or
-- at the door the one that came closest, and `lacked` what was missing of that one. A caller is told
-- that an instance they may not know of is `not_found`; here is why.
WITH lines AS (
  SELECT DISTINCT
    "at", kind, stage, decision_id, caller, source, route, actions, action, instance_id, decision,
    denials, detail, outcome, code,
    date_format(from_unixtime("at") AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
),
refusals AS (
  SELECT
    "at", moment, decision_id, caller, source, route, instance_id, code,
    'authorizer' AS refused_by,
    array_join(actions, ', ') AS action,
    json_extract_scalar(denials, '$[0].near_misses[0].rule') AS rule,
    array_join(
      CAST(json_extract(denials, '$[0].near_misses[0].failed') AS array(varchar)), ', ') AS lacked,
    CAST(NULL AS varchar) AS detail
  FROM lines
  WHERE kind = 'authorizer' AND outcome <> 'allow'
  UNION ALL
  SELECT
    "at", moment, decision_id, caller, source, route, instance_id, code,
    'executor' AS refused_by,
    action,
    CAST(NULL AS varchar) AS rule,
    CAST(NULL AS varchar) AS lacked,
    detail
  FROM lines
  WHERE stage = 'request' AND outcome = 'refused'
  UNION ALL
  SELECT
    "at", moment, decision_id, caller, source, route, instance_id,
    coalesce(json_extract_scalar(decision, '$.code'), code) AS code,
    'policy' AS refused_by,
    action,
    array_join(CAST(json_extract(decision, '$.rules') AS array(varchar)), ', ') AS rule,
    array_join(CAST(json_extract(decision, '$.missing') AS array(varchar)), ', ') AS lacked,
    CAST(NULL AS varchar) AS detail
  FROM lines
  WHERE stage = 'decision' AND outcome IN ('refused', 'not_found')
)
SELECT
  moment,
  json_extract_scalar(caller, '$.user') AS who,
  json_extract_scalar(source, '$.address') AS address,
  refused_by,
  route,
  action,
  instance_id,
  code,
  rule,
  lacked,
  detail,
  decision_id
FROM refusals
WHERE moment LIKE '2026-11-24 %'
ORDER BY "at", decision_id, instance_id;
