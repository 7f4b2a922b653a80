-- Who did what when: every change that was asked for on a day in Japan, what was decided, and what
-- became of it. `not recorded` is a change that was about to be made when the function ended: ask
-- interrupted.sql. Dry runs are left out.
--
-- A partition is a day in UTC, of the delivery: a day in Japan is in two. DISTINCT, because a line may
-- be delivered twice.
WITH lines AS (
  SELECT DISTINCT
    "at", decision_id, stage, instance_id, action, dry_run, caller, source, instance, decision, step,
    outcome, code, account, region, state_before, state_after, aws_code,
    date_format(from_unixtime("at") AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND kind = 'executor'
)
SELECT
  d.moment,
  json_extract_scalar(d.caller, '$.user') AS who,
  json_extract_scalar(d.source, '$.address') AS address,
  d.action,
  d.instance_id,
  json_extract_scalar(d.instance, '$.tags.Name') AS name,
  CASE WHEN d.step = 'nothing' THEN d.outcome ELSE coalesce(o.outcome, 'not recorded') END AS outcome,
  coalesce(o.code, d.code) AS code,
  o.aws_code,
  d.state_before,
  o.state_after,
  array_join(CAST(json_extract(d.decision, '$.rules') AS array(varchar)), ', ') AS rules,
  d.decision_id
FROM lines AS d
-- A request that could not be recorded was refused as a whole after its decisions.
LEFT JOIN lines AS o
  ON o.decision_id = d.decision_id
  AND (o.stage = 'request' OR (o.stage = 'outcome' AND o.instance_id = d.instance_id
    AND o.account = json_extract_scalar(d.instance, '$.account')
    AND o.region = json_extract_scalar(d.instance, '$.region')))
WHERE d.stage = 'decision'
  AND NOT d.dry_run
  AND d.moment LIKE '2026-11-24 %'
ORDER BY d."at", d.decision_id, d.instance_id;
