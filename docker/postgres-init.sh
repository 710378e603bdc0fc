#!/bin/sh
# Two databases, two owners: the bot, which faces the internet, cannot read what actions keeps.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres <<SQL
CREATE ROLE xiaofeng_bot LOGIN PASSWORD '${BOT_DATABASE_PASSWORD}';
CREATE ROLE xiaofeng_actions LOGIN PASSWORD '${ACTIONS_DATABASE_PASSWORD}';
CREATE DATABASE xiaofeng_bot OWNER xiaofeng_bot;
CREATE DATABASE xiaofeng_actions OWNER xiaofeng_actions;
REVOKE CONNECT ON DATABASE xiaofeng_bot FROM PUBLIC;
REVOKE CONNECT ON DATABASE xiaofeng_actions FROM PUBLIC;
SQL
