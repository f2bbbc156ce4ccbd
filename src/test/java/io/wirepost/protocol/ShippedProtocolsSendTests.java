package io.wirepost.protocol;

import java.util.HexFormat;

import io.wirepost.framing.PayloadNotFrameableException;
import io.wirepost.message.Payload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What shipped protocols put on a payload before it is sent. Checksums in these tables
 * were computed by another program.
 */
class ShippedProtocolsSendTests {

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = ';', textBlock = """
			mllp         ; MSH|A\\r                     ; 0B 4D53487C41 0D 1C0D
			astm-e1394   ; 05                           ; 05
			astm-e1394   ; \\x024L|1|N\\r\\x0307\\r\\n  ; 02 344C7C317C4E 0D 03 3037 0D0A
			modbus-tcp   ; 0001 0000 0006 01 03 00000002; 0001 0000 0006 01 03 00000002
			modbus-rtu   ; 01 03 0000 0002 0000         ; 01 03 0000 0002 C40B
			modbus-rtu   ; 11 03 006B 0003 FFFF         ; 11 03 006B 0003 7687
			iec-60870-5-104 ; 68 04 07 00 00 00         ; 68 04 07 00 00 00
			tpkt-cotp    ; 0300 0008 02F080 CC          ; 0300 0008 02F080 CC
			elm327       ; 01 0C                        ; 01 0C 0D
			elm327       ; AT Z                         ; 4154205A 0D
			scpi         ; *IDN?                        ; 2A49444E3F 0A
			scpi         ; #15A\\nBCD                   ; 233135 41 0A 424344 0A
			zebra        ; ~HS                          ; 7E4853
			zebra        ; ^XA\\r\\n^XZ                 ; 5E5841 0D0A 5E585A
			dlms-wrapper ; 0001 0010 0001 0003 D8 01 01 ; 0001 0010 0001 0003 D8 01 01
			slip         ; 01 02                        ; C0 01 02 C0
			slip         ; C0 DB DC DD                  ; C0 DBDC DBDD DC DD C0
			hdlc         ; 03 3F 0000                   ; 7E 03 3F 5BEC 7E
			hdlc         ; FF03 C021 01 01 0004 0000    ; 7E FF03 C021 01 01 0004 D1B5 7E
			hdlc         ; FF03 7E 7D 00 0000           ; 7E FF03 7D5E 7D5D 00 9FCF 7E
			""")
	void putsOnWhatTheDeviceNeeds(String name, String payload, String wire) {
		assertThat(sent(name, payload)).isEqualTo(wire.replace(" ", ""));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = ';', textBlock = """
			mllp         ; MSH\\x1C\\rMSH               ; 1C0D
			modbus-tcp   ; 0001 0000 0007 01 03 00000002; has to be 6
			modbus-tcp   ; 0001 0001 0006 01 03 00000002; has to begin with
			modbus-rtu   ; 01                           ; too few for its checksum
			iec-60870-5-104 ; 68 05 07 00 00 00         ; has to be 4
			iec-60870-5-104 ; 69 04 07 00 00 00         ; has to begin with
			tpkt-cotp    ; 0300 0009 02F080 CC          ; has to be 8
			scpi         ; *IDN?\\n*RST                 ; would end earlier
			dlms-wrapper ; 0001 0010 0001 0004 D8 01 01 ; has to be 3
			slip         ; ''                           ; fewer than
			hdlc         ; 00                           ; too few for its checksum
			hdlc         ; 03 00 00                     ; fewer than
			""")
	void refusesWhatIsNotOneFrame(String name, String payload, String why) {
		assertThatExceptionOfType(PayloadNotFrameableException.class).isThrownBy(() -> sent(name, payload))
			.withMessageContaining(why);
	}

	private static String sent(String name, String payload) {
		ProtocolSettings settings = ShippedProtocols.find(name).orElseThrow().bind(ProtocolSettings.class);
		byte[] bytes = ByteNotation.read(payload, ISO_8859_1);
		byte[] wire = Protocol.of(settings).framing().encode(Payload.owning(bytes));
		return HexFormat.of().withUpperCase().formatHex(wire);
	}

}
