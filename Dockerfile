# The site and its workers; the same image for both (docker-compose.yml).
FROM python:3.13-slim
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home boji && mkdir /data && chown boji /data
USER boji
ENV BOJI_WORKSPACE=/data/company BOJI_LOG=json
VOLUME /data
EXPOSE 8000
CMD ["boji", "serve", "--host", "0.0.0.0"]
