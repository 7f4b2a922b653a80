-- Who stopped this instance: every stop that AWS carried out, as CloudTrail knows it, and the decision
-- behind it. `way` is
--   checkpoint                a decision of the executor, which is named;
--   checkpoint, not recorded  the role that acts, but no line says what became of it: the function
--                             ended in between, see interrupted.sql;
--   outside                   anybody else: the console, another tool, an AWS service.
-- Replace the instance (twice; of a database `db:payroll` first its name, `"payroll"`, then its id;
-- of a service `service:town:desk` first `"desk"`, which may be in another cluster, then its id) and
-- the name of the role that acts. A shutdown from inside the
-- instance and a host that is retired leave no such event.
WITH stops AS (
  SELECT DISTINCT
    eventid, eventtime, eventname, requestid, sourceipaddress,
    useridentity.arn AS arn,
    useridentity.invokedby AS invoked_by,
    useridentity.sessioncontext.sourceidentity AS source_identity,
    useridentity.sessioncontext.sessionissuer.username AS role_name,
    from_iso8601_timestamp(eventtime) AS happened
  FROM cloudtrail
  WHERE account = '111122223333'
    AND region = 'ap-northeast-1'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND eventsource IN ('ec2.amazonaws.com', 'ecs.amazonaws.com', 'rds.amazonaws.com')
    AND eventname IN (
      'StopInstances', 'TerminateInstances', 'StopDBInstance', 'DeleteDBInstance',
      'UpdateService', 'DeleteService')
    AND (eventname <> 'UpdateService' OR strpos(requestparameters, '"desiredCount":0') > 0)
    AND errorcode IS NULL
    AND strpos(requestparameters, '"i-0a0000000000000a1"') > 0
),
lines AS (
  SELECT DISTINCT
    "at", decision_id, stage, caller, step, ended_at, aws_request_id, source_identity
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND kind = 'executor'
    AND instance_id = 'i-0a0000000000000a1'
),
calls AS (
  SELECT
    d.decision_id, d.caller, o.aws_request_id, o.ended_at,
    coalesce(o.source_identity, json_extract_scalar(d.caller, '$.subject')) AS source_identity,
    d."at" - 5 AS earliest,
    coalesce(o.ended_at, d."at" + 30) + 5 AS latest
  FROM lines AS d
  LEFT JOIN lines AS o ON o.stage = 'outcome' AND o.decision_id = d.decision_id
  WHERE d.stage = 'decision' AND d.step = 'call'
)
SELECT
  date_format(s.happened AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment,
  s.eventname,
  CASE
    WHEN coalesce(a.ended_at, u.ended_at) IS NOT NULL THEN 'checkpoint'
    WHEN u.decision_id IS NOT NULL OR s.role_name = 'sekisho-actor'
      THEN 'checkpoint, not recorded'
    ELSE 'outside'
  END AS way,
  coalesce(
    json_extract_scalar(coalesce(a.caller, u.caller), '$.user'),
    s.source_identity, s.invoked_by, s.arn) AS who,
  coalesce(a.decision_id, u.decision_id) AS decision_id,
  s.arn,
  s.sourceipaddress,
  s.requestid
FROM stops AS s
LEFT JOIN calls AS a ON a.aws_request_id = s.requestid
-- A call without an answer has no id that is known: it is found by whose it is, and by its time.
LEFT JOIN calls AS u
  ON a.decision_id IS NULL
  AND u.aws_request_id IS NULL
  AND u.source_identity = s.source_identity
  AND to_unixtime(s.happened) BETWEEN u.earliest AND u.latest
ORDER BY s.eventtime, s.eventid;
