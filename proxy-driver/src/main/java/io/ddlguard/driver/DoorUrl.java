package io.ddlguard.driver;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverPropertyInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A URL and its properties, parted into what is pgjdbc's and what is the guard's. A parameter of the URL wins over a
 * property of the same name, as it does in pgjdbc.
 *
 * @param pgjdbc {@code jdbc:postgresql:…} without our parameters
 * @param guard the same with our parameters, those that came as properties too: the guard looks them up in the URL,
 *     after the system properties and the environment of the job
 * @param properties the caller's, without ours
 */
record DoorUrl(String pgjdbc, String guard, Properties properties) {

    static final String PREFIX = "jdbc:ddlguard:postgresql:";
    static final String PLAIN_PREFIX = "jdbc:postgresql:";

    private static final Map<String, String> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put("ddlguard.config", "Path of the ddlguard policy file.");
        PARAMETERS.put("ddlguard.env", "Environment of the ddlguard policy that applies.");
        PARAMETERS.put("ddlguard.scope", "Where ddlguard enforces: deploy or always.");
    }

    static DoorUrl of(String url, @Nullable Properties info) {
        Map<String, String> ours = new LinkedHashMap<>();
        Properties theirs = new Properties();
        if (info != null) {
            // stringPropertyNames also sees the defaults of the Properties, which entrySet does not.
            for (String name : info.stringPropertyNames()) {
                if (PARAMETERS.containsKey(name)) {
                    ours.put(name, URLEncoder.encode(info.getProperty(name), StandardCharsets.UTF_8));
                } else {
                    theirs.setProperty(name, info.getProperty(name));
                }
            }
        }
        String plain = url.startsWith(PREFIX) ? PLAIN_PREFIX + url.substring(PREFIX.length()) : url;
        String pgjdbc = withoutOurs(plain, ours);
        StringBuilder guard = new StringBuilder(pgjdbc);
        ours.forEach((name, value) -> guard.append(guard.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        return new DoorUrl(pgjdbc, guard.toString(), theirs);
    }

    private static String withoutOurs(String url, Map<String, String> ours) {
        int question = url.indexOf('?');
        if (question < 0 || url.indexOf("ddlguard.", question) < 0) {
            return url;
        }
        StringBuilder kept = new StringBuilder(url.substring(0, question));
        char separator = '?';
        for (String parameter : url.substring(question + 1).split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (PARAMETERS.containsKey(name)) {
                ours.put(name, equals < 0 ? "" : parameter.substring(equals + 1));
            } else {
                kept.append(separator).append(parameter);
                separator = '&';
            }
        }
        return kept.toString();
    }

    static Stream<DriverPropertyInfo> describe() {
        return PARAMETERS.entrySet().stream().map(parameter -> {
            DriverPropertyInfo info = new DriverPropertyInfo(parameter.getKey(), null);
            info.description = parameter.getValue();
            if (parameter.getKey().equals("ddlguard.scope")) {
                info.choices = new String[] {"deploy", "always"};
            }
            return info;
        });
    }
}
