-- What was stopped past the checkpoint, and what the guard did about it, on a day in Japan. `stopped_by` is
-- empty where CloudTrail tells of no call: then `why` is what EC2 says of the state. What was in order, is
-- not to run, or was told before is left out.
WITH lines AS (
  SELECT DISTINCT
    decision_id, stage, instance_id, instance, outcome, code, event, "by", state_reason, restarts,
    date_format(from_unixtime("at") AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND kind = 'guard'
)
SELECT
  moment,
  date_format(from_unixtime(event.at) AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS happened,
  event.account AS account,
  instance_id,
  json_extract_scalar(instance, '$.tags.Name') AS name,
  event.name AS what,
  coalesce(
    json_extract_scalar("by", '$.invoked_by'), json_extract_scalar("by", '$.arn')) AS stopped_by,
  state_reason AS why,
  outcome,
  code,
  restarts,
  decision_id
FROM lines
WHERE stage = 'outcome'
  AND outcome NOT IN ('duplicate', 'in_order', 'not_guarded')
  AND moment LIKE '2026-11-24 %'
ORDER BY moment, decision_id, instance_id;
