package io.ddlguard.agent.job;

/** A program without a database. */
public final class Hello {

    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
