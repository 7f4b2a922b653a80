-- What changed tags between decision and call: changes after which the instance carried other tags
-- than were decided on, and whoever tagged it at that time, as CloudTrail knows. A look that was not
-- taken (no `wait_seconds`) finds nothing out. Who tagged a database (`AddTagsToResource` of RDS) or a
-- service (`TagResource` of ECS) is not looked for.
WITH lines AS (
  SELECT DISTINCT
    "at", decision_id, stage, instance_id, action, caller, instance, tags_changed, tags_after,
    ended_at, account, region,
    date_format(from_unixtime("at") AT TIME ZONE 'Asia/Tokyo', '%Y-%m-%d %H:%i:%s') AS moment
  FROM sekisho_audit
  WHERE town = 'hoshimi'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND kind = 'executor'
),
tagging AS (
  SELECT DISTINCT
    eventid, eventtime, eventname,
    useridentity.arn AS arn,
    to_unixtime(from_iso8601_timestamp(eventtime)) AS happened,
    json_extract_scalar(r.resource, '$.resourceId') AS instance_id
  FROM cloudtrail
  CROSS JOIN UNNEST(
    CAST(json_extract(requestparameters, '$.resourcesSet.items') AS array(json))) AS r (resource)
  WHERE account = '111122223333'
    AND region = 'ap-northeast-1'
    AND day BETWEEN '2026/11/23' AND '2026/11/24'
    AND eventsource = 'ec2.amazonaws.com'
    AND eventname IN ('CreateTags', 'DeleteTags')
    AND errorcode IS NULL
)
SELECT
  d.moment,
  json_extract_scalar(d.caller, '$.user') AS who,
  d.action,
  d.instance_id,
  json_format(json_extract(d.instance, '$.tags')) AS tags_before,
  o.tags_after,
  t.eventtime AS tagged_at,
  t.eventname AS tagged_with,
  t.arn AS tagged_by,
  d.decision_id
FROM lines AS d
JOIN lines AS o
  ON o.stage = 'outcome' AND o.decision_id = d.decision_id AND o.instance_id = d.instance_id
  AND o.account = json_extract_scalar(d.instance, '$.account')
  AND o.region = json_extract_scalar(d.instance, '$.region')
LEFT JOIN tagging AS t
  ON t.instance_id = d.instance_id
  AND t.happened BETWEEN d."at" - 5 AND o.ended_at + 5
WHERE d.stage = 'decision'
  AND o.tags_changed
ORDER BY d."at", d.decision_id, d.instance_id, t.eventtime;
