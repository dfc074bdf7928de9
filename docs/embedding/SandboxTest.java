// A client's test against the mock: java SandboxTest.java. Java 17 or later, no packages.
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class SandboxTest {

    /** Is a mock server of its own on a free port; under JUnit start it in @BeforeAll. */
    static final class Mock implements AutoCloseable {
        private static final Pattern LISTENING = Pattern.compile("^Listening on (\\S+)");
        private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]*)\"");
        private static final String CLIENT =
            "tl-sandbox-importer-a:synthetic-secret-of-importer-a";

        private final Process process;
        private final HttpClient http = HttpClient.newHttpClient();
        private final String site;
        private final String token;

        Mock(String... options) throws IOException, InterruptedException {
            String command = Optional.ofNullable(System.getenv("TRUSTLINK")).orElse("trustlink");
            List<String> line = new ArrayList<>(List.of(command, "mock", "--port", "0"));
            line.addAll(List.of(options));
            process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            BufferedReader printed = process.inputReader();
            site = printed.lines().map(LISTENING::matcher).filter(Matcher::find).findFirst()
                .orElseThrow(() -> new IOException("the mock server ended before it listened"))
                .group(1);
            Thread reader = new Thread(() -> printed.lines().forEach(ignored -> { }));
            reader.setDaemon(true); // so that the mock never waits for a reader
            reader.start();
            token = fetchToken();
        }

        private String fetchToken() throws IOException, InterruptedException {
            String basic = Base64.getEncoder().encodeToString(CLIENT.getBytes());
            HttpRequest request = HttpRequest.newBuilder(URI.create(site + "/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
            Matcher found = TOKEN.matcher(http.send(request, BodyHandlers.ofString()).body());
            if (!found.find()) {
                throw new IOException("the mock server gave no token");
            }
            return found.group(1);
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(site + path))
                .header("Authorization", "Bearer " + token)
                .build();
            return http.send(request, BodyHandlers.ofString());
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy(); // SIGTERM
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Mock mock = new Mock("--now", "2026-09-15T04:00:00Z")) {
            aSupplierWithoutANoticeIsClear(mock);
        }
        System.out.println("passed");
    }

    static void aSupplierWithoutANoticeIsClear(Mock mock) throws Exception {
        String path = "/trustlink/v1/suppliers/91440300TL0000016J/violation-status";

        HttpResponse<String> answer = mock.get(path);

        if (answer.statusCode() != 200 || !answer.body().contains("\"outcome\":\"CLEAR\"")) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }
}
