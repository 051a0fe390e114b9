package io.ddlguard.chaos;

import java.util.ArrayList;
import java.util.List;

/** One laboratory for each lane: as many as there are processors, a deploy and its server keep one of them busy. */
record Laboratories(List<Laboratory> all) implements AutoCloseable {

    static Laboratories open(String name) {
        int lanes = Math.min(Runtime.getRuntime().availableProcessors(), 8);
        List<Laboratory> opened = new ArrayList<>();
        for (int lane = 1; lane <= lanes; lane++) {
            opened.add(Laboratory.open(name + "-" + lane));
        }
        return new Laboratories(opened);
    }

    Laboratory first() {
        return all.get(0);
    }

    @Override
    public void close() {
        all.forEach(Laboratory::close);
    }
}
