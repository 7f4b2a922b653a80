-- What CloudTrail writes to S3, as far as the queries beside this file read it. Replace the bucket
-- (twice), the accounts, the regions, and the first day. Where there is such a table already, let the
-- queries read that one: they need its columns and these partitions.
CREATE EXTERNAL TABLE cloudtrail (
  `eventversion` string,
  `useridentity` struct<
    type:string,
    principalid:string,
    arn:string,
    accountid:string,
    invokedby:string,
    accesskeyid:string,
    username:string,
    sessioncontext:struct<
      attributes:struct<mfaauthenticated:string, creationdate:string>,
      sessionissuer:struct<
        type:string, principalid:string, arn:string, accountid:string, username:string>,
      sourceidentity:string>>,
  `eventtime` string,
  `eventsource` string,
  `eventname` string,
  `awsregion` string,
  `sourceipaddress` string,
  `useragent` string,
  `errorcode` string,
  `errormessage` string,
  `requestparameters` string COMMENT 'JSON',
  `responseelements` string COMMENT 'JSON',
  `additionaleventdata` string COMMENT 'JSON',
  `requestid` string,
  `eventid` string,
  `readonly` string,
  `eventtype` string,
  `recipientaccountid` string,
  `sharedeventid` string,
  `vpcendpointid` string
)
PARTITIONED BY (`account` string, `region` string, `day` string)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://cloudtrail-111122223333/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '111122223333',
  'projection.region.type' = 'enum',
  'projection.region.values' = 'ap-northeast-1',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '2026/11/01,NOW',
  'storage.location.template' = 's3://cloudtrail-111122223333/AWSLogs/${account}/CloudTrail/${region}/${day}/'
);
