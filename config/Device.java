import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A device to try Wirepost with, where there is no nc: java config/Device.java lamp-1 [port]. Says HELLO with its name,
 * prints each line it receives and answers PING with PONG, any other line with OK.
 */
class Device {

	public static void main(String[] arguments) throws IOException {
		String name = (arguments.length > 0) ? arguments[0] : "lamp-1";
		int port = (arguments.length > 1) ? Integer.parseInt(arguments[1]) : 7070;
		try (Socket socket = new Socket("127.0.0.1", port);
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
				PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
			out.print("HELLO " + name + "\n");
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				System.out.println(line);
				out.print(line.equals("PING") ? "PONG\n" : "OK\n");
			}
		}
	}

}
