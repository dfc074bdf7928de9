# The mock server as a container: the wheel is built in one image and installed in another.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN pip install --no-cache-dir --disable-pip-version-check -c constraints.txt hatchling \
    && python -m hatchling build -t wheel -d /wheels

FROM python:3.13-slim
COPY constraints.txt /tmp/constraints.txt
COPY --from=build /wheels /tmp/wheels
RUN pip install --no-cache-dir --disable-pip-version-check -c /tmp/constraints.txt /tmp/wheels/*.whl \
    && rm -r /tmp/wheels /tmp/constraints.txt \
    && useradd --system --no-create-home --shell /usr/sbin/nologin trustlink \
    && install --directory --owner=trustlink --mode=700 /data
USER trustlink
ENV PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=2); c.request('GET', '/trustlink/v1/status'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["trustlink", "mock", "--host", "0.0.0.0"]
CMD ["--public-url", "http://localhost:8000"]
