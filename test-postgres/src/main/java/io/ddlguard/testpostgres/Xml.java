package io.ddlguard.testpostgres;

/** Text as it has to stand in XML and HTML. */
public final class Xml {

    private Xml() {}

    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                // Colours and other control characters of a log have no place in XML, not even escaped.
                .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
    }
}
