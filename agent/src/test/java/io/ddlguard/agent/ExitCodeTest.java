package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    @Test
    void does_not_wait_for_ever_for_a_thread_that_never_ends() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread endless = new Thread(() -> await(end));
        endless.start();
        try {
            Duration atMost = Duration.ofMillis(100);
            long began = System.nanoTime();

            ExitCode.awaitOthers(atMost);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(atMost, Duration.ofSeconds(5));
            assertThat(endless.isAlive()).isTrue();
        } finally {
            end.countDown();
            endless.join();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
