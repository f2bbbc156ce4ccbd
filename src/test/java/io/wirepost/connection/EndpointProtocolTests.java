package io.wirepost.connection;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

import io.wirepost.harness.Api;
import io.wirepost.harness.Device;
import io.wirepost.harness.Wirepost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Devices that Wirepost dials, and that speak a protocol. */
class EndpointProtocolTests {

	private static final String ALLOW = "wirepost.endpoints.allowed=127.0.0.1/32:*";

	private static final String MODBUS = """
			{"framing":{"preset":"modbus-tcp","magic":"????0000","resync":"skip"},
			 "reply":{"match":"bytes","offset":0,"length":2},
			 "rules":[{"kind":"exception","when":"frame.u8(7) >= 0x80","fields":{"code":"frame.u8(8)"}},{"kind":"answer"}]}
			""";

	private static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	@Test
	void aRequestGetsItsReplyThroughGarbageAndTheProtocolsOwnMatching() throws Exception {
		try (Wirepost wirepost = Wirepost.start(ALLOW);
				ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
			Api api = wirepost.api();
			assertThat(api.putJson("/api/protocols/gateway", MODBUS).status()).isEqualTo(201);
			assertThat(api
				.putJson("/api/devices/plc",
						"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d,\"protocol\":\"gateway\"}}"
							.formatted(server.getLocalPort()))
				.status()).isEqualTo(201);
			CompletableFuture<Api.Answer> answer = api.postJsonLater("/api/devices/plc/messages",
					"{\"hex\":\"000200000006010300000002\",\"awaitReply\":\"30s\"}");
			try (Device plc = Device.accept(server)) {
				assertThat(plc.hear(12)).isEqualTo(hex("000200000006010300000002"));
				plc.say(hex("ff 0001 0000 0003 0183 02 010304000A000BCB96 0002 0000 0007 0103 04 0001 0002"));
				assertThat(answer.join().json().at("/reply/base64").asString()).isEqualTo("AAIAAAAHAQMEAAEAAg==");
				assertThat(answer.join().json().at("/reply/kind").asString()).isEqualTo("answer");
				assertThat(api.all("/api/messages?kind=exception")).singleElement()
					.satisfies((one) -> assertThat(one.at("/fields/code").asInt()).isEqualTo(2));
				assertThat(api.all("/api/rejections")).hasSize(2);
				assertThat(api.delete("/api/protocols/gateway").problem()).isEqualTo("protocol-in-use");
			}
		}
	}

	@Test
	void aChangedProtocolClosesTheConnectionAndIsSpokenOnTheNextAlsoAfterARestart(@TempDir Path data) throws Exception {
		String protocol = "{\"rules\":[{\"kind\":\"any\",\"answer\":\"'%s ' + text\",\"keep\":false}]}";
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
			try (Wirepost wirepost = Wirepost.startOn(data, ALLOW)) {
				Api api = wirepost.api();
				api.putJson("/api/protocols/p", protocol.formatted("OLD"));
				assertThat(api.putJson("/api/devices/box",
						"{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":%d,\"connect\":\"always\",\"protocol\":\"p\"}}"
							.formatted(server.getLocalPort()))
					.json()
					.at("/endpoint/protocol")
					.asString()).isEqualTo("p");
				try (Device box = Device.accept(server)) {
					assertThat(box.say("x\n").hear()).isEqualTo("OLD x");
					assertThat(api.putJson("/api/protocols/p", protocol.formatted("NEW")).status()).isEqualTo(200);
					assertThat(box.isHungUpOn()).isTrue();
				}
				try (Device box = Device.accept(server)) {
					assertThat(box.say("x\n").hear()).isEqualTo("NEW x");
				}
				assertThat(api.all("/api/messages")).isEmpty();
			}
			try (Wirepost wirepost = Wirepost.startOn(data, ALLOW)) {
				// The last dials of the process before may still wait to be accepted.
				await().until(() -> {
					try (Device box = Device.accept(server)) {
						return "NEW y".equals(box.say("y\n").hear());
					}
				});
				assertThat(wirepost.api().get("/api/protocols/p").status()).isEqualTo(200);
			}
		}
	}

	@Test
	void whatIsSetAtTheEndpointReplacesWhatItsProtocolSays() throws Exception {
		try (Wirepost wirepost = Wirepost.start(ALLOW);
				ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
			Api api = wirepost.api();
			api.putJson("/api/protocols/p",
					"{\"acknowledge\":{\"text\":\"OK\"},\"fields\":{\"size\":\"frame.size()\"}}");
			Api.Answer put = api.putJson("/api/devices/box", """
					{"endpoint":{"host":"127.0.0.1","port":%d,"connect":"always","protocol":"p",
					 "acknowledge":{"hex":"06"},"send":{"prefix":"02","suffix":"0D"},
					 "rules":[{"kind":"b","when":"text == 'b'","answer":"none"}]}}""".formatted(server.getLocalPort()));
			assertThat(put.status()).as(put.body()).isEqualTo(201);
			assertThat(put.json().at("/endpoint/rules/0/kind").asString()).isEqualTo("b");
			try (Device box = Device.accept(server)) {
				box.say("a\nb\na\n");
				assertThat(box.hear(6)).isEqualTo(hex("02060D 02060D"));
				await().until(() -> api.all("/api/messages").size() == 3);
				assertThat(api.all("/api/messages?order=asc")).extracting((one) -> one.at("/fields/size").asInt())
					.containsExactly(1, 1, 1);
			}
			assertThat(api
				.putJson("/api/devices/box", "{\"endpoint\":{\"host\":\"127.0.0.1\",\"port\":1,\"protocol\":\"q\"}}")
				.body()).contains("endpoint.protocol", "there is no protocol 'q'");
		}
	}

}
