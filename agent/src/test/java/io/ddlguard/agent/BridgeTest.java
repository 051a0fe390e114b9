package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class BridgeTest {

    private static final String[] HARMLESS = {
        "SELECT id, name FROM customers WHERE id = ?",
        "/* orders */ INSERT INTO orders (id, note) VALUES (1, 'a;b')",
        "  update customers set name = $$;drop$$ where id = 1;",
        "DELETE FROM orders -- all\nWHERE id IN (SELECT 1)"
    };

    @Test
    void what_does_not_concern_the_guard_costs_no_allocation() {
        // The first calls load the classes and have them compiled, for which the JVM itself allocates.
        assertThat(concerned(100_000)).isZero();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();

        long before = threads.getCurrentThreadAllocatedBytes();
        int concerned = concerned(100_000);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(concerned).isZero();
        assertThat(after - before).isZero();
    }

    private static int concerned(int calls) {
        int concerned = 0;
        for (int call = 0; call < calls; call++) {
            if (Bridge.concerns(HARMLESS[call % HARMLESS.length])) {
                concerned++;
            }
        }
        return concerned;
    }
}
