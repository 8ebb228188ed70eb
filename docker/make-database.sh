#!/bin/sh
# Once, in a new cluster: the community's own role, which is not the superuser, and its database.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
-- CREATEDB: a backup is put back into a database beside the old one.
CREATE ROLE murmuration LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE murmuration OWNER murmuration;
SQL
