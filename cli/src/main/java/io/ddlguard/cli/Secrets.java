package io.ddlguard.cli;

import java.util.regex.Pattern;

/** Keeps what only the user and the server should know off the terminal and out of the logs of a pipeline. */
final class Secrets {

    /** Of the URL's parameters {@code password} and {@code sslpassword}. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&\\s'\"]*");

    /** No form of pgjdbc's URLs, but one that people know from other tools. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/\\s'\"]*@");

    private Secrets() {}

    static String hide(String text) {
        return USER_INFO.matcher(PASSWORD.matcher(text).replaceAll("$1***")).replaceAll("//***@");
    }
}
