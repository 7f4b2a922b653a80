-- The audit lines of all Lambdas, as Amazon Data Firehose writes them to S3: docs/audit.md says how it
-- is set up. Replace the bucket (twice), the towns, and the first day.
--
-- `caller`, `source`, `instance`, `decision` and what else is text here and an object in the line is
-- JSON, to be read with json_extract_scalar: a fact in it is a value, null, or {"unknown": true}, which
-- no struct can say. The partitions are worked out from these properties; nothing needs to be added
-- from day to day.
CREATE EXTERNAL TABLE sekisho_audit (
  `schema` int,
  `kind` string,
  `at` bigint COMMENT 'seconds since 1970, of the decision',
  `decision_id` string,
  `request_id` string,
  `extended_request_id` string,
  `api` struct<account:string, region:string, id:string, stage:string>,
  `caller` string COMMENT 'JSON',
  `token` struct<issuer:string, client_id:string, token_id:string, expires_at:bigint>,
  `source` string COMMENT 'JSON',
  `route` string,
  `policy` struct<name:string, version:bigint, sha256:string>,
  `engine` string,
  `outcome` string,
  `code` string,
  `instance_id` string,
  `actions` array<string> COMMENT 'of the authorizer',
  `denials` string COMMENT 'JSON, of the authorizer',
  `stage` string COMMENT 'request, listing, decision or outcome: of the executor and the guard',
  `status` int,
  `action` string,
  `detail` string COMMENT 'of a request, or of the guard',
  `instances_shown` bigint COMMENT 'of a listing',
  `part` bigint COMMENT 'of a listing',
  `parts` bigint COMMENT 'of a listing',
  `instances` string COMMENT 'JSON, of a listing',
  `dry_run` boolean COMMENT 'of a decision or an outcome',
  `instance` string COMMENT 'JSON, of a decision',
  `decision` string COMMENT 'JSON, of a decision',
  `step` string COMMENT 'call, nothing or watch: of a decision',
  `state_before` string COMMENT 'of a decision or an outcome',
  `account` string COMMENT 'of the instance: of an outcome',
  `region` string COMMENT 'of the instance: of an outcome',
  `ended_at` bigint COMMENT 'of an outcome',
  `state_after` string COMMENT 'of an outcome',
  `tags_changed` boolean COMMENT 'of an outcome',
  `tags_after` string COMMENT 'JSON, of an outcome',
  `aws_code` string COMMENT 'of an outcome',
  `aws_text` string COMMENT 'of an outcome',
  `aws_request_id` string COMMENT 'requestID in CloudTrail: of an outcome',
  `aws_session` string COMMENT 'RoleSessionName: of an outcome',
  `source_identity` string COMMENT 'SourceIdentity: of an outcome',
  `runbooks` string COMMENT 'JSON, of an outcome',
  `event` struct<id:string, name:string, at:bigint, account:string, region:string> COMMENT 'of the guard',
  `by` string COMMENT 'JSON, of the guard: who stopped it',
  `state` string COMMENT 'of the guard',
  `state_reason` string COMMENT 'of the guard',
  `again` boolean COMMENT 'of the guard: whether the event comes again',
  `restarts` bigint COMMENT 'of the guard'
)
PARTITIONED BY (`town` string, `day` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('ignore.malformed.json' = 'TRUE')
LOCATION 's3://sekisho-audit-111122223333/audit/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.town.type' = 'enum',
  'projection.town.values' = 'hoshimi',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '2026/11/01,NOW',
  'storage.location.template' = 's3://sekisho-audit-111122223333/audit/${town}/${day}/'
);
