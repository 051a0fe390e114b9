package io.ddlguard.driver;

import io.ddlguard.guard.Settings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverPropertyInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A URL and its properties, parted into what is pgjdbc's and what is ours. A parameter of the URL wins over a property,
 * as it does in pgjdbc.
 *
 * @param plain {@code jdbc:postgresql:…} without our parameters
 * @param properties the caller's, without ours
 */
record DoorUrl(String plain, Properties properties, Settings settings) {

    static final String PREFIX = "jdbc:ddlguard:postgresql:";
    static final String PLAIN_PREFIX = "jdbc:postgresql:";

    private static final String CONFIG = "ddlguard.config";
    private static final String ENVIRONMENT = "ddlguard.env";
    private static final String SCOPE = "ddlguard.scope";
    private static final Map<String, String> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put(CONFIG, "Path of the ddlguard policy file.");
        PARAMETERS.put(ENVIRONMENT, "Environment of the ddlguard policy that applies.");
        PARAMETERS.put(SCOPE, "Where ddlguard enforces: deploy or always.");
    }

    static DoorUrl of(String url, @Nullable Properties info) {
        Map<String, String> ours = new LinkedHashMap<>();
        Properties theirs = new Properties();
        if (info != null) {
            // stringPropertyNames also sees the defaults of the Properties, which entrySet does not.
            for (String name : info.stringPropertyNames()) {
                if (PARAMETERS.containsKey(name)) {
                    ours.put(name, info.getProperty(name));
                } else {
                    theirs.setProperty(name, info.getProperty(name));
                }
            }
        }
        String plain = withoutOurs(url, ours);
        if (plain.startsWith(PREFIX)) {
            plain = PLAIN_PREFIX + plain.substring(PREFIX.length());
        }
        return new DoorUrl(plain, theirs, new Settings(ours.get(CONFIG), ours.get(ENVIRONMENT), ours.get(SCOPE)));
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
                ours.put(
                        name,
                        equals < 0 ? "" : URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
            } else {
                kept.append(separator).append(parameter);
                separator = '&';
            }
        }
        return kept.toString();
    }

    Stream<DriverPropertyInfo> describe() {
        return PARAMETERS.entrySet().stream().map(parameter -> {
            DriverPropertyInfo info = new DriverPropertyInfo(parameter.getKey(), value(parameter.getKey()));
            info.description = parameter.getValue();
            if (parameter.getKey().equals(SCOPE)) {
                info.choices = new String[] {"deploy", "always"};
            }
            return info;
        });
    }

    private @Nullable String value(String parameter) {
        return switch (parameter) {
            case CONFIG -> settings.config();
            case ENVIRONMENT -> settings.environment();
            default -> settings.scope();
        };
    }
}
