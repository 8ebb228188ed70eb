#!/bin/sh
# Once, in a new cluster: the community's own role, which is not the superuser, and its database.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE murmuration LOGIN PASSWORD :'password';
CREATE DATABASE murmuration OWNER murmuration;
SQL
