package io.ddlguard.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows, for one connection, which SQL a message is about: an Execute names only a portal, and a Sync nothing at all. */
final class StatementTexts {

    private final Map<String, String> prepared = new HashMap<>();
    private final Map<String, String> portals = new HashMap<>();
    private final List<String> sinceSync = new ArrayList<>();

    /** The texts that the message makes the server run; for a Sync, those that it ends. */
    List<String> of(FrontendMessage message) {
        switch (message.type()) {
            case FrontendMessage.PARSE -> prepared.put(message.string(0), message.string(1));
            case FrontendMessage.BIND -> portals.put(message.string(0), prepared.getOrDefault(message.string(1), ""));
            case FrontendMessage.EXECUTE -> {
                String text = portals.getOrDefault(message.string(0), "");
                sinceSync.add(text);
                return List.of(text);
            }
            case FrontendMessage.QUERY -> {
                return List.of(message.string(0));
            }
            case FrontendMessage.SYNC -> {
                List<String> ended = List.copyOf(sinceSync);
                sinceSync.clear();
                return ended;
            }
            default -> {}
        }
        return List.of();
    }
}
