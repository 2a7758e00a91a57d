#!/bin/sh
# The database of Spinewatch, with a user of its own, beside the one that is there. Run by the image of PostgreSQL when
# its volume is new; on a volume that is older: docker compose exec postgres sh /docker-entrypoint-initdb.d/10-spinewatch.sh
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SPINEWATCH_DB_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role spinewatch login password :'password';
create database spinewatch owner spinewatch;
SQL
