# Source this file. With AWS itself PULUMI_BACKEND_URL=s3://BUCKET?region=REGION is enough.
export PULUMI_BACKEND_URL="s3://${BUCKET:-pulumi-state}?endpoint=$S3_URL&region=${AWS_REGION:-us-east-1}&s3ForcePathStyle=true"
export PULUMI_STACK=prod
