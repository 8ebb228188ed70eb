# The production image: what requirements.txt locks and the code, run by a user without rights.
ARG PYTHON=python:3.13-slim
FROM ${PYTHON} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM ${PYTHON}
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/murmuration STATIC_ROOT=/srv/static
RUN groupadd --gid 10001 murmuration \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/murmuration murmuration \
    && install -d -o murmuration -g murmuration -m 0700 /var/lib/murmuration
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/murmuration
COPY . .
# The key here only lets the settings be read; it is in no layer that runs.
RUN SECRET_KEY=only-while-collecting-static-files python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
USER murmuration
VOLUME /var/lib/murmuration
EXPOSE 8000
CMD ["python", "-m", "community.server", "--host", "0.0.0.0"]
