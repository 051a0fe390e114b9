package io.ddlguard.driver;

/** Whether the pgjdbc that a result set came from is the one that our own class loader sees, if it sees any. */
final class RefCursors {

    static final ClassValue<Boolean> SEEN_BY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> resultSetClass) {
            try {
                Class<?> ours =
                        Class.forName("org.postgresql.PGRefCursorResultSet", false, RefCursors.class.getClassLoader());
                return ours.isAssignableFrom(resultSetClass);
            } catch (ClassNotFoundException e) {
                // The driver lies in a loader below ours: its interface cannot be named here, nor cast to.
                return false;
            }
        }
    };

    private RefCursors() {}
}
