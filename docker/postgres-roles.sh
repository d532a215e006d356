#!/bin/sh
# run once, by the image, when its volume is empty
set -eu
psql -v ON_ERROR_STOP=1 -v app="$APP_DB_PASSWORD" -v temporal="$TEMPORAL_DB_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role leadline_app login nosuperuser nobypassrls password :'app';
create role temporal login createdb password :'temporal';
SQL
