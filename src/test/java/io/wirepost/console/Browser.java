package io.wirepost.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.awaitility.Awaitility.await;

/**
 * A real Chromium, as Debian's packages chromium and chromium-driver bring it. Elements
 * are found by what a screen reader says: role and accessible name.
 */
final class Browser implements AutoCloseable {

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private static final Map<String, String> ELEMENTS = Map.of("link", "a[href]", "button", "button", "textbox",
			"textarea, input:not([type=checkbox]):not([type=file]):not([type=search])", "searchbox",
			"input[type=search]", "table", "table, [role=table]", "region", "section", "option", "[role=option]",
			"heading", "h1, h2, h3", "combobox", "select");

	/**
	 * The elements of a selector whose name may be the one that is looked for: some
	 * source of names has it. What is left is asked for its role and name one by one,
	 * which costs several messages to the browser each.
	 */
	private static final String MAYBE_NAMED = """
			const [selector, name] = arguments;
			const bare = (text) => text.replace(/\\s+/g, '');
			const wanted = bare(name);
			return [...document.querySelectorAll(selector)].filter((one) => {
				const labels = (one.getAttribute('aria-labelledby') || '').split(/\\s+/)
					.map((id) => document.getElementById(id)).concat([...(one.labels || [])]);
				const within = [one, ...one.querySelectorAll('[aria-label], [title], [alt]')]
					.flatMap((part) => ['aria-label', 'title', 'alt', 'placeholder', 'value'].map((key) => part.getAttribute(key)));
				return [one.textContent, ...within, ...labels.map((label) => label && label.textContent)]
					.some((text) => text && bare(text).includes(wanted));
			});""";

	private final ChromeDriver driver;

	private final int port;

	private Browser(ChromeDriver driver, int port) {
		this.driver = driver;
		this.port = port;
	}

	/** Starts, or ends the test as skipped where there is no Chromium. */
	static Browser start(int port) {
		Assumptions.assumeTrue(Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
				"Skipped, as there is no %s or no %s: apt-get install chromium chromium-driver".formatted(CHROMIUM,
						DRIVER));
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM.toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu",
				"--disable-dev-shm-usage", "--window-size=1280,800");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile())
			.usingAnyFreePort()
			.withTimeout(Duration.ofMinutes(2))
			.build();
		return new Browser(new ChromeDriver(service, options), port);
	}

	/** The same browser, for the console of another Wirepost; not to be closed. */
	Browser at(int port) {
		return new Browser(this.driver, port);
	}

	/**
	 * Loads the console anew, at a page such as {@code #/devices}. Where it is shown
	 * already, by reloading, as that keeps the process that shows it: another address in
	 * between would have the browser start one.
	 */
	void open(String page) {
		if (isOpen()) {
			run("history.replaceState(null, '', arguments[0])", console() + page);
			this.driver.navigate().refresh();
		}
		else {
			this.driver.get(console() + page);
		}
	}

	/** Whether the console is shown, at whatever page. */
	boolean isOpen() {
		return this.driver.getCurrentUrl().startsWith(console());
	}

	private String console() {
		return "http://localhost:%d/".formatted(this.port);
	}

	/** Loads the console in one more tab, which hides the others. */
	void openTab(String page) {
		this.driver.switchTo().newWindow(WindowType.TAB);
		open(page);
	}

	/** Closes all tabs but the first, and shows that. */
	void closeTabs() {
		List<String> tabs = List.copyOf(this.driver.getWindowHandles());
		tabs.subList(1, tabs.size()).forEach((tab) -> this.driver.switchTo().window(tab).close());
		this.driver.switchTo().window(tabs.get(0));
	}

	/** Another page, without loading it anew. */
	void go(String page) {
		run("location.hash = arguments[0]", page);
	}

	/** The element of a role and an accessible name, once it is there. */
	WebElement find(String role, String name) {
		return await().ignoreExceptions().until(() -> all(role, name).get(0), (element) -> true);
	}

	/** All of them, now. */
	@SuppressWarnings("unchecked")
	List<WebElement> all(String role, String name) {
		List<WebElement> candidates = (List<WebElement>) run(MAYBE_NAMED, ELEMENTS.get(role), name);
		return candidates.stream()
			.filter(WebElement::isDisplayed)
			.filter((element) -> element.getAriaRole().equals(role) && element.getAccessibleName().equals(name))
			.toList();
	}

	/** All that the page shows, as text. */
	String text() {
		return this.driver.findElement(By.tagName("body")).getText();
	}

	/** Waits until the page shows a text. */
	void see(String text) {
		seeThat((shown) -> shown.contains(text), text);
	}

	/** Waits until what the page shows is as expected. */
	void seeThat(Predicate<String> expected, String what) {
		await().alias("The page shows " + what).ignoreExceptions().until(() -> shown(expected), expected::test);
	}

	/** Whether the page shows a text, now. */
	boolean shows(String text) {
		return shown((shown) -> shown.contains(text)).contains(text);
	}

	/**
	 * What the page shows; by WebDriver's costly rules only if it may be what is
	 * expected.
	 */
	private String shown(Predicate<String> expected) {
		String text = (String) run("return document.body.innerText");
		return expected.test(text) ? text() : text;
	}

	/** Types into whatever has the focus. */
	void type(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	Object runAsync(String script, Object... arguments) {
		this.driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
		return this.driver.executeAsyncScript(script, arguments);
	}

	/** A window of this size: below 500 pixels, as a phone has it. */
	void resize(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
	}

	/** What the browser prefers: light or dark. */
	void prefer(String theme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
	}

	/**
	 * Errors and warnings of the browser's console since the last call; violations of the
	 * policy too.
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
