-- What was about to be done when the function ended: decisions after which AWS was to be asked, and no
-- line that says what became of them. CloudTrail says whether AWS was asked: `asked_at` is null if the
-- function ended before. Replace the name of the role that acts.
WITH lines AS (
  SELECT DISTINCT
    "at", decision_id, stage, instance_id, instance, action, caller, step, outcome, account, region,
    date_format(from_unixtime("at") AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND kind = 'executor'
),
calls AS (
  SELECT DISTINCT
    eventid, eventtime, eventname, requestid, requestparameters, errorcode,
    to_unixtime(from_iso8601_timestamp(eventtime)) AS happened
  FROM cloudtrail
  WHERE account = '111122223333'
    AND region = 'ap-northeast-1'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND eventsource IN ('ec2.amazonaws.com', 'ecs.amazonaws.com', 'rds.amazonaws.com')
    AND eventname IN (
      'RebootInstances', 'StartInstances', 'StopInstances',
      'RebootDBInstance', 'StartDBInstance', 'StopDBInstance', 'UpdateService')
    AND useridentity.sessioncontext.sessionissuer.username = 'sekisho-actor'
)
SELECT
  d.moment,
  json_extract_scalar(d.caller, '$.user') AS who,
  d.action,
  d.instance_id,
  c.eventtime AS asked_at,
  c.requestid,
  c.errorcode,
  d.decision_id
FROM lines AS d
-- A request that could not be recorded was refused as a whole after its decisions.
LEFT JOIN lines AS o
  ON o.decision_id = d.decision_id
  AND (o.stage = 'request' OR (o.stage = 'outcome' AND o.instance_id = d.instance_id
    AND o.account = json_extract_scalar(d.instance, '$.account')
    AND o.region = json_extract_scalar(d.instance, '$.region')))
LEFT JOIN calls AS c
  ON (lower(c.eventname) IN (d.action || 'instances', d.action || 'dbinstance')
    -- A service is stopped by a number of tasks that is none.
    OR (c.eventname = 'UpdateService'
      AND (d.action = 'stop') = (strpos(c.requestparameters, '"desiredCount":0') > 0)))
  -- A database and a service are named there by the last part of their ids.
  AND strpos(c.requestparameters, '"' || regexp_extract(d.instance_id, '[^:]+$') || '"') > 0
  AND c.happened BETWEEN d."at" - 5 AND d."at" + 35
WHERE d.stage = 'decision'
  AND d.step = 'call'
  AND o.decision_id IS NULL
ORDER BY d."at", d.decision_id, d.instance_id;
