#   docker build -t wirepost .
#   docker run -p 8080:8080 -p 7070:7070 -v wirepost:/data \
#     -e WIREPOST_SECURITY_TOKENS_OPERATOR_SHA256=$(printf %s "$TOKEN" | sha256sum | cut -d ' ' -f 1) \
#     -e WIREPOST_SECURITY_TOKENS_OPERATOR_SCOPES=admin wirepost
# Runs with a read-only root as well: /data is all it writes to, and all there is to keep.

FROM maven:3-eclipse-temurin-25 AS build
SHELL ["/bin/bash", "-c"]
WORKDIR /build
# A layer of its own, so that a change of the sources alone downloads next to nothing: the build without any sources
# needs the same libraries and plugins, and unlike dependency:go-offline no others.
COPY pom.xml ./
RUN mvn -B -ntp package -Dmaven.test.skip -Dspring-javaformat.skip -Dspring-boot.repackage.skip \
  -Dspring-boot.aot.skip
COPY protocols protocols
COPY src/main src/main
# Tests and the formatter have their say in ./mvnw verify.
RUN mvn -B -ntp package -Dmaven.test.skip -Dspring-javaformat.skip
RUN java -Djarmode=tools -jar target/wirepost.jar extract --layers --destination layers
# RocksDB and Netty bring native code in their jars and unpack it at every start, to where it stays behind after a
# kill, and may not be executed where /data is mounted noexec. So it is unpacked here, under the names they look for.
RUN mkdir native && cd native \
  && case $(uname -m) in x86_64) rocksdb=linux64 netty=x86_64 ;; aarch64) rocksdb=linux-aarch64 netty=aarch_64 ;; esac \
  && jar xf ../layers/dependencies/lib/rocksdbjni-*.jar librocksdbjni-$rocksdb.so \
  && mv librocksdbjni-$rocksdb.so librocksdbjni.so \
  && jar xf ../layers/dependencies/lib/netty-transport-native-epoll-*-linux-$netty.jar META-INF/native \
  && mv META-INF/native/*.so . && rm -r META-INF
# The jars are packed again without native code: what was unpacked would lie in the image twice, and that of other
# systems for nothing. Only the compressions that Kafka can use keep theirs, that of this processor.
RUN case $(uname -m) in x86_64) keep='amd64 x86_64' ;; *) keep=$(uname -m) ;; esac; \
  for jar in $PWD/layers/dependencies/lib/{rocksdbjni,netty-transport-native-epoll,zstd-jni,snappy-java,lz4-java}-*.jar; do \
    mkdir jar && cd jar && jar xf $jar && mkdir -p ../kept \
    && for one in $keep; do find . -ipath "*/linux/$one/*" -exec cp --parents -t ../kept {} + ; done \
    && find . -type f ! -name '*.class' ! -path './META-INF/MANIFEST.MF' ! -path './META-INF/maven/*' \
      ! -name VERSION ! -path '*/licenses/*' -delete && cp -r ../kept/. . \
    && jar cfM $jar . && cd .. && rm -r jar kept || exit 1; \
  done
# What holds in a container, unless /app/config/application.yaml or the environment says otherwise; as ENV it would
# win over that file. Loopback would be the container's own, where no published port leads to: so HTTP and the
# default listener take all of its addresses. Without tokens Wirepost then refuses to start, and says why.
# Tomcat's directory has a fixed place, as otherwise each start makes another one that a kill leaves behind.
RUN printf '%s\n' \
  server.address=0.0.0.0 \
  server.tomcat.basedir=/data/tomcat \
  wirepost.data=/data/store \
  wirepost.listeners.default.bind=0.0.0.0 > application.properties

FROM eclipse-temurin:25-jre
WORKDIR /app
# The empty directory public is Tomcat's document root, for the same reason as its fixed place.
RUN mkdir public && install -d -o 10001 -g 10001 /data
# What changes seldom comes first, so that a new version is a small layer on top.
COPY --from=build /build/native native/
COPY --from=build /build/layers/dependencies ./
COPY --from=build /build/layers/spring-boot-loader ./
COPY --from=build /build/layers/snapshot-dependencies ./
COPY --from=build /build/application.properties ./
COPY --from=build /build/layers/application ./
# A start that is used a little, so that later starts find their classes loaded, linked and profiled: less than half
# of the time. The JVM takes the cache only with these very jars, and starts without it otherwise.
RUN --mount=type=bind,source=src/main/image/train,target=/train \
  bash /train /app/wirepost.aot -Dspring.aot.enabled=true -Djava.library.path=/app/native --enable-native-access=ALL-UNNAMED
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8080 7070
# No HEALTHCHECK: /livez and /readyz are there for whoever runs the container, and the image has no client for them.
# Half of the memory is the heap; the rest is for RocksDB, for Netty's and HTTP's buffers, and for threads.
# Who runs out of heap all the same starts afresh, rather than half alive. /tmp need not be there at all.
# spring.aot.enabled: the beans are those generated in the build, unless a setting would give others; the log says so.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-XX:+ErrorFileToStderr", \
  "-XX:-UsePerfData", "-XX:AOTCache=/app/wirepost.aot", "-Djava.io.tmpdir=/data", \
  "-Djava.library.path=/app/native", "-Dspring.aot.enabled=true", \
  "--enable-native-access=ALL-UNNAMED", "-jar", "wirepost.jar"]
